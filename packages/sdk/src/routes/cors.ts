/** Answers a request so that pages of listed origins may read the answer. */
export type Share = (request: Request, answer: () => Promise<Response>) => Promise<Response>

/** How long a browser may keep the answer to a preflight. Seconds. */
const KEPT = 600
const METHODS = 'GET, POST, PUT, DELETE'
const HEADERS = 'content-type'

/**
 * Names exactly the origin that asks, because `*` does not work with cookies. `vary` keeps caches from giving the
 * answer to another page.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function createCors(origins: ReadonlySet<string>): Share {
  return async (request, answer) => {
    const origin = request.headers.get('origin')
    const isListed = origin !== null && origins.has(origin)
    const isPreflight =
      request.method === 'OPTIONS' && request.headers.has('access-control-request-method') && isListed
    const response = isPreflight ? new Response(null, { status: 204 }) : await answer()
    const headers = new Headers(response.headers)
    headers.append('vary', 'Origin')
    if (isListed) {
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-allow-credentials', 'true')
      headers.set('access-control-expose-headers', 'retry-after')
    }
    if (isPreflight) {
      headers.set('access-control-allow-methods', METHODS)
      headers.set('access-control-allow-headers', HEADERS)
      headers.set('access-control-max-age', String(KEPT))
    }
    return new Response(response.body, { status: response.status, headers })
  }
}
