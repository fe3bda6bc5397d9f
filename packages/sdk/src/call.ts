import { HEADER } from '@alter/protocol'
import type { ErrorFacts } from './alter-error.ts'
import { present } from './present.ts'
import { readRetryAfter } from './retry-after.ts'

/** What every call takes. */
export interface CallOptions {
  /** The calling user's JWT. Default: what the app's `userTokenGetter` answers. */
  userToken?: string
  /** Milliseconds until the answer must have begun, retries included. Default: the app's. */
  timeout?: number | undefined
  /** Stops the call; it rejects with the signal's reason. Default: the call ends by itself or by its `timeout`. */
  signal?: AbortSignal | undefined
}

/** One call of the vault. */
export interface Call {
  method: string
  /** Below the base URL, with its query. */
  path: string
  /** What errors name: without query, fragment and credentials. */
  url: string
  headers: Headers
  body?: NonNullable<RequestInit['body']>
  provider?: string
  /** Milliseconds. */
  timeout: number
  signal?: AbortSignal
}

/** What an error tells of a call and of the answer it got. */
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
 * What a caller in JavaScript gives in place of options.
 * @throws TypeError with the way to write the call.
 */
export function checkOptions(options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  const found = options === undefined ? 'options are missing' : 'options are not an object'
  throw new TypeError(`${found}: write ${example}.`)
}
