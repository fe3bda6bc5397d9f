import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a framework says about the address of a request. */
export interface Place {
  protocol: string
  host: string | undefined
  /** Path and query. */
  path: string
}

/** A web `Request` for a Node request. It is aborted when the connection ends before the answer does. */
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
  // Joined as text, because `new URL` would read a path `//host` as another host.
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
