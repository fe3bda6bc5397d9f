import type { FailedCall } from './backend-failure.ts'
import { inTime } from './in-time.ts'
import { codeWithoutAnswer } from './unanswered.ts'

/** How a route of the app's own backend is called. */
export interface BackendCall extends RequestInit {
  /** Default: the global one. */
  fetch?: typeof fetch | undefined
}

/** How long a call waits for its answer, in milliseconds: longer than a backend waits for the vault. */
const ANSWER_WITHIN = 45_000
/** How long a failed call waits for the file that explains it, in milliseconds. On a dead connection it never comes. */
const WORDS_WITHIN = 2000

/** The file that explains a failure. It loads once a call has failed. */
const loadWords: () => Promise<typeof import('./backend-failure.ts')> = () => import('./backend-failure.ts')

/**
 * Calls a route of `alterRoutes` and answers its JSON. A call without an answer for 45 seconds has failed, and is aborted.
 * @throws {BackendFailure} whose message says what was called, what came back, and what to look at
 */
// oxlint-disable-next-line typescript/no-explicit-any -- as `Response.json()` says it
export async function callBackend(url: string, { fetch: send, ...init }: BackendCall = {}): Promise<any> {
  const call = new AbortController()
  const { signal } = call
  function leave(): void {
    call.abort(init.signal?.reason)
  }
  if (init.signal?.aborted) leave()
  // `AbortSignal.any` is missing in browsers that are two years old.
  init.signal?.addEventListener('abort', leave)
  async function ask(): Promise<Pick<FailedCall, 'response' | 'body' | 'cause'>> {
    const response = await (send ?? fetch)(url, { ...init, signal })
    let cause: unknown
    const body = await response.json().catch((error: unknown) => {
      // What broke off on its way is no answer; what came and cannot be read is one.
      if (Object(error).name !== 'SyntaxError') throw error
      cause = error
    })
    return { response, body, cause }
  }
  const { response, body, cause } = await inTime(ask(), ANSWER_WITHIN)
    .catch((error: unknown) => {
      if (signal.aborted) throw error
      call.abort()
      return { response: undefined, body: undefined, cause: error }
    })
    .finally(() => init.signal?.removeEventListener('abort', leave))
  if (response?.ok && !cause) return body
  const words = await inTime(loadWords(), WORDS_WITHIN).catch(() => undefined)
  if (words) throw words.describeFailure({ url, init, response, body, cause })
  if (response) throw cause ?? body
  // What users read of a dead connection does not depend on a file that cannot come.
  throw Object.assign(new Error('No answer', { cause }), { code: codeWithoutAnswer() })
}
