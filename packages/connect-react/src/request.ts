/** Calls a route of the app's own backend. Rejects with the problem document, or with what `fetch` rejects with. */
export type Request = (
  path: string,
  init?: { method?: 'POST' | 'PUT' | 'DELETE'; body?: object; signal?: AbortSignal },
  // oxlint-disable-next-line typescript/no-explicit-any -- as `Response.json()` says it
) => Promise<any>

export function createRequest(basePath: string, fetch?: typeof globalThis.fetch): Request {
  return async (path, init) => {
    const response = await (fetch ?? globalThis.fetch)(
      `${basePath}/${path}`,
      init && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        ...init,
        body: JSON.stringify(init.body),
      },
    )
    const answer = await response.json()
    if (!response.ok) throw answer
    return answer
  }
}
