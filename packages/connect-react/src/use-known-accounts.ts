import { useEffect, useState } from 'react'
import type { KnownAccounts } from '@alter/connect/accounts/account-list'
import { loadKnownAccounts } from './later/known-accounts.ts'
import { useClient } from './provider.tsx'

/** How long a button may say that it checks, because on a dead connection the list never arrives. Milliseconds. */
const CHECKED_WITHIN = 10_000

/** The usable accounts at a provider, the default first; nothing where they are not wanted. */
export function useKnownAccounts(provider: string | undefined, isWanted: boolean): KnownAccounts | undefined {
  const client = useClient()
  const [known, setKnown] = useState<KnownAccounts>({ status: 'checking' })
  useEffect(() => {
    if (!isWanted) return undefined
    const life = new AbortController()
    const { signal } = life
    let isLate = false
    // Without the list it behaves like any other button.
    function show(next: KnownAccounts): void {
      setKnown(isLate && next.status === 'checking' ? { status: 'unknown' } : next)
    }
    loadKnownAccounts().then(
      ({ watchAccounts }) => watchAccounts(client, provider, show, signal),
      () => signal.aborted || show({ status: 'unknown' }),
    )
    const timer = setTimeout(() => {
      isLate = true
      setKnown((now) => (now.status === 'checking' ? { status: 'unknown' } : now))
    }, CHECKED_WITHIN)
    return () => {
      clearTimeout(timer)
      life.abort()
    }
  }, [client, provider, isWanted])
  return isWanted ? known : undefined
}
