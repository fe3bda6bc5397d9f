/** How a route of the app's own backend is called. */
export interface BackendCall extends RequestInit {
  /** Default: the global one. */
  fetch?: typeof fetch | undefined
}

/** How long a failed call waits for the file that explains it, in milliseconds. On a dead connection it never comes. */
const WORDS_WITHIN = 2000

/** The file that explains a failure. It loads once a call has failed. */
const loadWords: () => Promise<typeof import('./backend-failure.ts')> = () => import('./backend-failure.ts')

/**
 * Calls a route of `alterRoutes` and answers its JSON.
 * @throws {BackendFailure} whose message says what was called, what came back, and what to look at
 */
// oxlint-disable-next-line typescript/no-explicit-any -- as `Response.json()` says it
export async function callBackend(url: string, { fetch: send, ...init }: BackendCall = {}): Promise<any> {
  let response: Response | undefined
  let body: unknown
  let cause: unknown
  try {
    response = await (send ?? fetch)(url, init)
    body = await response.json()
    if (response.ok) return body
  } catch (error) {
    if (init.signal?.aborted) throw error
    cause = error
  }
  const words = await Promise.race([loadWords(), late()]).catch(() => undefined)
  throw words?.describeFailure({ url, init, response, body, cause }) ?? cause ?? body
}

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, WORDS_WITHIN))
}
