import { inTime } from './in-time.ts'
import type { Outbound, OutboundInit } from './outbound.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 3

/**
 * Reads a public document, such as a discovery document or a key set. Follows redirects within its origin, because
 * servers differ in the slash at the end of an address. Any other redirect is returned as the answer, and so is every
 * redirect of a request with credentials. Throws as {@link Outbound.fetch} does, and takes no longer.
 */
export function fetchDocument(
  outbound: Pick<Outbound, 'fetch' | 'timeout'>,
  address: string,
  { headers = {}, signal }: Pick<OutboundInit, 'headers' | 'signal'> = {},
): Promise<Response> {
  return inTime(outbound.timeout, signal, (limited) =>
    follow(outbound, address, { headers, signal: limited }),
  )
}

async function follow(
  outbound: Pick<Outbound, 'fetch'>,
  address: string,
  init: Pick<OutboundInit, 'headers' | 'signal'>,
): Promise<Response> {
  const sent = new Headers(init.headers)
  const isPublic = !sent.has('authorization') && !sent.has('cookie')
  let url = address
  for (let redirects = 0; ; redirects += 1) {
    const response = await outbound.fetch(url, init)
    const next = isPublic && redirects < MOST_REDIRECTS ? redirectWithin(response, url) : null
    if (next === null) return response
    url = next
  }
}

function redirectWithin({ status, headers }: Response, from: string): string | null {
  const location = headers.get('location')
  if (!REDIRECTS.has(status) || location === null) return null
  const next = URL.parse(location, from)
  const isWithin = next?.origin === new URL(from).origin && !next.username && !next.password
  return isWithin ? next.href : null
}
