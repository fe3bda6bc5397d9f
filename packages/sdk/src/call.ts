import { HEADER } from '@alter/protocol'
import type { ErrorFacts } from './alter-error.ts'
import { present } from './present.ts'
import { readRetryAfter } from './retry-after.ts'

/** Options of every call. */
export interface CallOptions {
  /** The user's JWT. Default: the result of the app's `userTokenGetter`. */
  userToken?: string
  /** Milliseconds until the answer must begin, retries included. Default: the app's. */
  timeout?: number | undefined
  /** Aborts the call, which then rejects with the signal's reason. Default: none. */
  signal?: AbortSignal | undefined
}

/** One call to the vault. */
export interface Call {
  method: string
  /** Path below the base URL, with its query. */
  path: string
  /** Address for errors: without query, fragment and credentials. */
  url: string
  headers: Headers
  body?: NonNullable<RequestInit['body']>
  provider?: string
  /** Milliseconds. */
  timeout: number
  signal?: AbortSignal
}

/** The facts that an error tells of a call and its answer. */
export function factsOf(call: Call, response?: Response): ErrorFacts {
  return present({
    method: call.method,
    url: call.url,
    status: response?.status,
    requestId: response?.headers.get(HEADER.requestId) ?? undefined,
    provider: call.provider,
    retryAfter: readRetryAfter(response?.headers.get('retry-after') ?? null),
  })
}

/**
 * Checks options that may come from JavaScript.
 * @throws TypeError that shows how to write the call
 */
export function checkOptions(options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  const found = options === undefined ? 'options are missing' : 'options are not an object'
  throw new TypeError(`${found}: write ${example}.`)
}
