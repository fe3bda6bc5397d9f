import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a framework over Node's server says about where a request went. */
export interface Place {
  protocol: string
  host: string | undefined
  /** Path and query. */
  path: string
}

/** Node's request as a web `Request`, which is aborted when the connection ends before the answer does. */
export function toWebRequest(
  req: IncomingMessage,
  res: ServerResponse,
  { protocol, host, path }: Place,
  body: () => NonNullable<RequestInit['body']>,
): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headersDistinct)) {
    for (const item of value ?? []) headers.append(name, item)
  }
  const method = req.method ?? 'GET'
  const { signal } = leaving(res)
  const origin = `${protocol}://${host ?? 'localhost'}`
  // A path of `//host` must stay a path, so the parts are joined as text.
  const url = (URL.canParse(origin) ? origin : 'http://localhost') + path
  return method === 'GET' || method === 'HEAD'
    ? new Request(url, { method, headers, signal })
    : new Request(url, { method, headers, body: body(), duplex: 'half', signal })
}

function leaving(res: ServerResponse): AbortController {
  const controller = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) controller.abort()
  })
  return controller
}
