import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen } from './server.ts'

/** What arrived at the API of a test. */
export interface Arrival {
  /** Method and path, such as `POST /events?notify=all`. */
  request: string
  headers: NodeJS.Dict<string | string[]>
  body: string
}

/** An API that keeps what it was asked, and answers what a test says. */
export interface ApiServer {
  origin: string
  /** For `api_hosts`. */
  host: string
  /** In the order of their arrival. Settable. */
  arrivals: Arrival[]
  /** Settable. The body of the request has been read by then. Default: 200 with `{}`. */
  answer: RequestListener
  /** As it was at the start. */
  reset(): void
  close(): Promise<void>
}

const answerEmpty: RequestListener = (_, response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}')

export async function startApiServer(): Promise<ApiServer> {
  const server = await listen(async (request, response) => {
    const { method, url, headers } = request
    api.arrivals.push({ request: `${method} ${url}`, headers, body: await text(request) })
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
