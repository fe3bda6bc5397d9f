import type { RequestOptions } from '@alter/sdk'

/** Headers that may differ each time a tool runs, although the call is the same. */
const FRESH = new Set([
  'client-request-id',
  'date',
  'idempotency-key',
  'traceparent',
  'tracestate',
  'x-client-request-id',
  'x-correlation-id',
  'x-idempotency-key',
  'x-request-id',
])

/** The headers that distinguish calls to the same address. Empty for invalid headers, which the call itself reports. */
export function namedHeaders(headers: RequestOptions['headers']): [string, string][] {
  try {
    return [...new Headers(headers)].filter(([name]) => !FRESH.has(name))
  } catch {
    return []
  }
}
