/** How a route of the app's own backend is called. */
export interface BackendCall extends RequestInit {
  /** Default: the global one. */
  fetch?: typeof fetch | undefined
}

/** What loads only once a call has failed. */
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
  const words = await loadWords().catch(() => undefined)
  throw words?.describeFailure({ url, init, response, body, cause }) ?? cause ?? body
}
