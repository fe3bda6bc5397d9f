import { useCallback, useEffect, useRef } from 'react'
import { useSurroundings } from '../surroundings/provider.tsx'
import { repairOf } from './repair.ts'
import { repairsOf } from './repairs.ts'
import { useLatest } from '../rendering/use-latest.ts'
import type { GrantAccount } from '../wire.ts'

/** Options of `fetch`, and whether the call may be repeated. */
export interface AlterFetchInit extends RequestInit {
  /** Whether to repeat the call once the user has repaired it. Default: only `GET` and `HEAD` are repeated. */
  repeat?: boolean | undefined
}

/** How `useAlterFetch()` repeats a call. */
export interface AlterFetchOptions {
  /**
   * Adds the account that the user picked to the repeated call. Default: its label in the header `x-alter-account`,
   * percent-encoded UTF-8.
   */
  withAccount?: ((request: Request, account: GrantAccount) => Request) | undefined
}

/** A `fetch` that asks the user to repair what is missing. */
export type AlterFetch = (input: string | URL | Request, init?: AlterFetchInit) => Promise<Response>

/**
 * Calls the app's own backend. When the answer says that an account is missing, ambiguous, revoked or expired, lacks
 * scopes or may not be used by an agent, a dialog asks the user to repair it. Only a click in the dialog opens a
 * window. Resolves with the repeated call's response, or with the first one if nothing was repaired or repeated. Calls
 * with the same problem share a dialog. When the user must approve the call itself, the dialog leads to the page for
 * that, and the first response is returned: the backend gives its `approval_id` to `app.awaitApproval`.
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
      // Looked up at each call, because an app may replace it.
      const { credentials, fetch = globalThis.fetch } = client
      const request = new Request(input instanceof Request ? input : new URL(input, document.baseURI), {
        ...(credentials && !(input instanceof Request) && { credentials }),
        ...init,
      })
      const again = (repeat ?? /^(GET|HEAD)$/.test(request.method)) ? request.clone() : undefined
      const sentAt = Date.now()
      const response = await fetch(request)
      // The call may have used an account, and the list shows the time of the last use.
      if (response.ok) void client.connections?.refresh()
      const repair = await repairOf(response)
      const life = mounted.current?.signal
      if (!repair || !life) return response

      const signal = AbortSignal.any([life, request.signal])
      const outcome = await repairsOf(client).ask(repair, { sentAt, texts, signal })
      request.signal.throwIfAborted()
      // A repeated call would be another one that needs its own approval.
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
