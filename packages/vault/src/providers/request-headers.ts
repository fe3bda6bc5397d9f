import { HEADER } from '@alter/protocol'

/** @see RFC 9110 §7.6.1 */
export const HOP_BY_HOP: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Headers that clients of any API send. */
const STANDARD = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-range',
  'content-type',
  'digest',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'pragma',
  'prefer',
  'range',
  'user-agent',
])

/** Headers with credentials, with traces of the way here, or that change the request. */
const FORBIDDEN = new Set([
  ...HOP_BY_HOP,
  'authorization',
  'proxy-authorization',
  'cookie',
  'cookie2',
  'x-api-key',
  'x-amz-security-token',
  'forwarded',
  'via',
  'host',
  'expect',
  'x-real-ip',
  'true-client-ip',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
])

/** Whether a header is never passed on. */
export function isForbidden(name: string): boolean {
  return (
    FORBIDDEN.has(name) ||
    /^(x-(alter|forwarded|ms-token|auth-request|amzn-oidc|goog-iap)-|x-forwarded$|cf-)/.test(name)
  )
}

export function isListed(name: string, ofProvider: string[]): boolean {
  return STANDARD.has(name) || ofProvider.includes(name)
}

/** The most names in one {@link HEADER.pass}. */
export const MOST_NAMED = 64

/** The headers that the caller names in addition to the allowed ones. */
export function namedHeaders(incoming: Headers): string[] {
  return (incoming.get(HEADER.pass) ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
}
