import type { RequestOptions } from '@alter/sdk'

/** They may have another value each time that a tool runs, and the call is the same. */
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

/** Headers that tell a call from another one to the same place; none where they are no headers, which the call itself says. */
export function namedHeaders(headers: RequestOptions['headers']): [string, string][] {
  try {
    return [...new Headers(headers)].filter(([name]) => !FRESH.has(name))
  } catch {
    return []
  }
}
