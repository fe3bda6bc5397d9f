import { callBackend } from '../backend.ts'

/** How a request is sent. */
interface Sending {
  credentials?: RequestCredentials | undefined
  fetch?: typeof globalThis.fetch | undefined
}

/** Calls a route of the app's own backend. Rejects with a `BackendFailure`. */
export type Request = (
  path: string,
  init?: { method?: 'POST' | 'PUT' | 'DELETE'; body?: object; signal?: AbortSignal; keepalive?: boolean },
  // oxlint-disable-next-line typescript/no-explicit-any -- as `Response.json()` says it
) => Promise<any>

export function createRequest(
  basePath: string,
  { credentials, fetch }: Sending,
  report: ((error: unknown) => void) | undefined,
): Request {
  return (path, init) => {
    const answer = callBackend(`${basePath}/${path}`, {
      fetch,
      ...(credentials && { credentials }),
      ...(init && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        ...init,
        body: JSON.stringify(init.body),
      }),
    })
    if (report) answer.catch(report)
    return answer
  }
}
