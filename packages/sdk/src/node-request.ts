import type { IncomingMessage } from 'node:http'

/** What a framework over Node's server says about where a request went. */
export interface Place {
  protocol: string
  host: string | undefined
  /** Path and query. */
  path: string
}

/** Node's request as a web `Request`. */
export function toWebRequest(
  req: IncomingMessage,
  { protocol, host, path }: Place,
  body: () => NonNullable<RequestInit['body']>,
): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headersDistinct)) {
    for (const item of value ?? []) headers.append(name, item)
  }
  const method = req.method ?? 'GET'
  const origin = `${protocol}://${host ?? 'localhost'}`
  // A path of `//host` must stay a path, so the parts are joined as text.
  const url = (URL.canParse(origin) ? origin : 'http://localhost') + path
  return method === 'GET' || method === 'HEAD'
    ? new Request(url, { method, headers })
    : new Request(url, { method, headers, body: body(), duplex: 'half' })
}
