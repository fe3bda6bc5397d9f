import type { IncomingMessage, ServerResponse } from 'node:http'
import { problem } from './problem-response.ts'

/** What a framework says about the address of a request. */
export interface Place {
  protocol: string
  host: string | undefined
  /** Path and query. */
  path: string
}

/**
 * Path and query of a request line. A client may write a whole address there, as it does for a proxy. Nothing else of it
 * is changed: `new URL` would resolve `..`, and a guard of the app for a path would not see what the routes see.
 * @see RFC 9112 §3.2.2
 */
export function originForm(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  return path === target || path.startsWith('/') ? path : `/${path}`
}

/**
 * The answer to a method that Node takes and no web `Request` can have; `undefined` for any other.
 * @see https://fetch.spec.whatwg.org/#forbidden-method
 */
export function refuseMethod({ method }: IncomingMessage): Response | undefined {
  return method === 'TRACE' ? problem('method_not_allowed', 'TRACE is not allowed here.') : undefined
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
