import { useCallback, useEffect, useRef } from 'react'
import { useSurroundings } from './provider.tsx'
import { repairOf } from './repair.ts'
import { repairsOf } from './repairs.ts'
import { useLatest } from './use-latest.ts'
import type { GrantAccount } from './wire.ts'

/** What `fetch` takes, and whether the call may be repeated. */
export interface AlterFetchInit extends RequestInit {
  /** Repeats the call once the user has repaired it. Default: only `GET` and `HEAD` are repeated. */
  repeat?: boolean
}

/** How `useAlterFetch()` repeats a call. */
export interface AlterFetchOptions {
  /**
   * Puts the account that the user picked into the repeated call. Default: its label in the header
   * `x-alter-account`, percent-encoded UTF-8.
   */
  withAccount?: (request: Request, account: GrantAccount) => Request
}

/** `fetch`, which asks the user to repair what is missing. */
export type AlterFetch = (input: string | URL | Request, init?: AlterFetchInit) => Promise<Response>

/**
 * Calls the app's own backend. Where that answers that an account is missing, ambiguous, revoked, expired, lacks scopes
 * or may not be used by an agent, a dialog asks the user to repair it; only a click in it opens a window. Resolves to the repeated call's
 * response, or to the first one where nothing was repaired or repeated. Calls that fail alike ask once. Where the user
 * must say yes to the call itself, the dialog leads to the page where they do; then it resolves to the first response,
 * whose `approval_id` the backend gives to `app.awaitApproval`.
 * @example
 * const alterFetch = useAlterFetch()
 * const response = await alterFetch('/api/calendar')
 */
export function useAlterFetch(options: AlterFetchOptions = {}): AlterFetch {
  const surroundings = useSurroundings()
  const latest = useLatest({ ...surroundings, ...options })
  const mounted = useRef<AbortController>(undefined)
  useEffect(() => {
    const life = new AbortController()
    mounted.current = life
    return () => life.abort()
  }, [])

  return useCallback(
    async (input, { repeat, ...init } = {}) => {
      const { client, texts, withAccount = inHeader } = latest.current
      // Looked up at each call, for an app may replace it.
      const { credentials, fetch = globalThis.fetch } = client
      const request = new Request(input instanceof Request ? input : new URL(input, document.baseURI), {
        ...(credentials && !(input instanceof Request) && { credentials }),
        ...init,
      })
      const again = (repeat ?? /^(GET|HEAD)$/.test(request.method)) ? request.clone() : undefined
      const sentAt = Date.now()
      const response = await fetch(request)
      // The call may have used an account: the list says when that was.
      if (response.ok) void client.connections?.refresh()
      const repair = await repairOf(response)
      const life = mounted.current?.signal
      if (!repair || !life) return response

      const signal = AbortSignal.any([life, request.signal])
      const outcome = await repairsOf(client).ask(repair, { sentAt, texts, signal })
      request.signal.throwIfAborted()
      // Asked again, an approved call would be another one, that waits for another yes.
      if (outcome.status === 'dismissed' || outcome.status === 'decided') return response
      if (!again || life.aborted) return response
      return fetch(outcome.status === 'picked' ? withAccount(again, outcome.account) : again)
    },
    [latest],
  )
}

function inHeader(request: Request, { account_identifier }: GrantAccount): Request {
  request.headers.set('x-alter-account', encodeURIComponent(account_identifier))
  return request
}
