import type { RequestListener } from 'node:http'
import { listen } from './server.ts'

/** What arrived at the API of a test. */
export interface Arrival {
  /** Method and path, such as `POST /events?notify=all`. */
  request: string
  headers: NodeJS.Dict<string | string[]>
  /** As far as it has come. */
  body: string
}

/** An API that keeps what it was asked, and answers what a test says. */
export interface ApiServer {
  origin: string
  /** For `api_hosts`. */
  host: string
  /** In the order of their arrival. Settable. */
  arrivals: Arrival[]
  /** Settable. Called when the headers are there. Default: 200 with `{}`, once the body is there too. */
  answer: RequestListener
  /** As it was at the start. */
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
