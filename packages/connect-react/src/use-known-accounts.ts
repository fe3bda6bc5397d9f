import { useEffect, useState } from 'react'
import type { KnownAccounts } from '@alter/connect/accounts/account-list'
import { loadKnownAccounts } from './later/known-accounts.ts'
import { useClient } from './provider.tsx'

/** The usable accounts at a provider, the default first. */
export function useKnownAccounts(provider: string | undefined): KnownAccounts {
  const client = useClient()
  const [known, setKnown] = useState<KnownAccounts>({ status: 'checking' })
  useEffect(() => {
    const life = new AbortController()
    const { signal } = life
    loadKnownAccounts().then(
      ({ watchAccounts }) => watchAccounts(client, provider, setKnown, signal),
      // Without the list it is a button like any other.
      () => signal.aborted || setKnown({ status: 'unknown' }),
    )
    return () => life.abort()
  }, [client, provider])
  return known
}
