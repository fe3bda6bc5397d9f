import { AlterError } from '../alter-error.ts'
import type { Call } from '../call.ts'

const RETRIES = 3
const FIRST_DELAY = 200
const LONGEST_DELAY = 5_000

/** @see RFC 9110 §9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Statuses of temporary failures, mostly from servers in between. */
const PASSING_STATUS = new Set([429, 502, 503, 504])

/** With these codes the vault sent nothing to the provider. */
const NOTHING_DONE = new Set<string>(['token_refresh_in_progress', 'unavailable'])

/** Error codes of a connection that was never made: nothing was sent. */
const NOT_SENT = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Milliseconds until the call is repeated; `undefined` when it must not be. */
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

/** Whether a body can be sent again. A stream or generator is used up by the first attempt. */
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

/** `fetch` wraps the socket's error, so the code is on the cause. */
function wasNotSent(error: AlterError): boolean {
  if (error.code !== 'network_error') return false
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && NOT_SENT.has(cause.code)) return true
  }
  return false
}
