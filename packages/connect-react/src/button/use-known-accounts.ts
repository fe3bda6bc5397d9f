import { useEffect, useState } from 'react'
import type { KnownAccounts } from '@alter/connect/accounts/account-list'
import { loadKnownAccounts } from './later/known-accounts.ts'
import { useClient } from '../surroundings/provider.tsx'

/** How long a button may say that it checks, because on a dead connection the list never arrives. Milliseconds. */
const CHECKED_WITHIN = 10_000

const CHECKING: KnownAccounts = { status: 'checking' }
/** Without the list it behaves like any other button. */
const UNKNOWN: KnownAccounts = { status: 'unknown' }

/** The usable accounts at a provider, the default first; nothing where they are not wanted. */
export function useKnownAccounts(provider: string | undefined, isWanted: boolean): KnownAccounts | undefined {
  const client = useClient()
  const [known, setKnown] = useState(CHECKING)
  useEffect(() => {
    if (!isWanted) return undefined
    const life = new AbortController()
    const { signal } = life
    loadKnownAccounts()
      .then(({ watchAccounts }) => watchAccounts(client, provider, setKnown, signal))
      .catch(() => signal.aborted || setKnown(UNKNOWN))
    const timer = setTimeout(() => {
      setKnown((now) => (now === CHECKING ? UNKNOWN : now))
    }, CHECKED_WITHIN)
    return () => {
      clearTimeout(timer)
      life.abort()
      setKnown(CHECKING)
    }
  }, [client, provider, isWanted])
  return isWanted ? known : undefined
}
