import type { RequestListener } from 'node:http'
import { listen } from './server.ts'

/** A request that arrived at the API of a test. */
export interface Arrival {
  /** Method and path, such as `POST /events?notify=all`. */
  request: string
  headers: NodeJS.Dict<string | string[]>
  /** The part of the body that has arrived. */
  body: string
}

/** An API that records requests and answers as the test says. */
export interface ApiServer {
  origin: string
  /** Host for `api_hosts`. */
  host: string
  /** In order of arrival. Settable. */
  arrivals: Arrival[]
  /** Settable. Called when the headers have arrived. Default: 200 with `{}` once the body has arrived too. */
  answer: RequestListener
  /** Restores the initial state. */
  reset(): void
  close(): Promise<void>
}

const answerEmpty: RequestListener = (request, response) =>
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))

export async function startApiServer(): Promise<ApiServer> {
  const server = await listen((request, response) => {
    const { method, url, headers } = request
    const arrival: Arrival = { request: `${method} ${url}`, headers, body: '' }
    api.arrivals.push(arrival)
    request.on('data', (chunk) => (arrival.body += String(chunk))).on('error', () => undefined)
    api.answer(request, response)
  })
  const host = `localhost:${server.port}`
  const api: ApiServer = {
    origin: `http://${host}`,
    host,
    arrivals: [],
    answer: answerEmpty,
    reset() {
      api.arrivals = []
      api.answer = answerEmpty
    },
    close: () => server.close(),
  }
  return api
}
