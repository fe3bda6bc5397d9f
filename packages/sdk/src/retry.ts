import type { Call } from './call.ts'
import { AlterError } from './alter-error.ts'

const RETRIES = 3
const FIRST_DELAY = 200
const LONGEST_DELAY = 5_000

/** @see RFC 9110 §9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Answers of something in between that tend to pass. */
const PASSING_STATUS = new Set([429, 502, 503, 504])

/** With these the vault has passed nothing on. */
const NOTHING_DONE = new Set<string>(['token_refresh_in_progress', 'unavailable'])

/** Failures of a connection that was never there: nothing was sent. */
const NOT_SENT = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Milliseconds to wait before the call is sent again; `undefined` when it must not be. */
export function retryDelay(error: unknown, call: Call, attempt: number): number | undefined {
  if (attempt >= RETRIES || !(error instanceof AlterError) || !isSafe(error, call)) return undefined
  const backoff = Math.min(FIRST_DELAY * 2 ** attempt, LONGEST_DELAY)
  return (error.retryAfter ?? 0) * 1_000 + Math.random() * backoff
}

function isSafe(error: AlterError, call: Call): boolean {
  if (!isRepeatable(call.body)) return false
  if (NOTHING_DONE.has(error.code) || wasNotSent(error)) return true
  if (!IDEMPOTENT.has(call.method)) return false
  if (error.code === 'network_error') return error.status === undefined || PASSING_STATUS.has(error.status)
  return error.code === 'provider_unreachable' || error.code === 'rate_limited'
}

/** Whatever is read as it is sent (a web or Node stream, a generator) is used up by the first attempt. */
export function isRepeatable(body: Call['body']): boolean {
  return (
    body === undefined ||
    typeof body === 'string' ||
    body instanceof URLSearchParams ||
    body instanceof FormData ||
    body instanceof Blob ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  )
}

/** `fetch` wraps what the socket said: the code is on the cause. */
function wasNotSent(error: AlterError): boolean {
  if (error.code !== 'network_error') return false
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && NOT_SENT.has(cause.code)) return true
  }
  return false
}
