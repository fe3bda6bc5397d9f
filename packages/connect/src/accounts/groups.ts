import type { ProviderInfo } from '@alter/protocol'
import type { ConnectedAccount, ConnectionsState } from './account-list.ts'
import type { ScopeWords } from './health.ts'
import { nameOf } from '../provider/provider-name.ts'
import type { RequestError } from '../requests/request-error.ts'

/** Where the list of the app's providers stands. */
export type ProvidersState =
  | { status: 'loading' }
  | { status: 'ready'; providers: ProviderInfo[] }
  | { status: 'error'; error: RequestError }

/** A provider and the accounts that the user has there. */
export interface ProviderGroup {
  id: string
  name: string
  logoUrl: string | undefined
  /** What its scopes are called. */
  words: ScopeWords
  accounts: ConnectedAccount[]
}

export type GroupsState =
  | { status: 'loading' }
  /** As of `at`. `stale`: why the list could not be refreshed since. */
  | { status: 'ready'; groups: ProviderGroup[]; at: number; stale: RequestError | undefined }
  | { status: 'error'; error: RequestError }

/** Above so many providers, or accounts, a list can be searched. */
const MANY = 8

export function isLong(groups: readonly ProviderGroup[]): boolean {
  return groups.length > MANY || groups.flatMap(({ accounts }) => accounts).length > MANY
}

/** Those that need attention first, then those with an account, then the rest. */
function rankOf({ accounts }: ProviderGroup): number {
  if (accounts.some((account) => account.status !== 'active' || account.missing_scopes.length > 0)) return 0
  return accounts.length > 0 ? 1 : 2
}

/** What to list, in the order of `only` where that is given. The accounts count: they are shown when the providers could not be fetched. */
export function groupsOf(
  accounts: ConnectionsState,
  providers: ProvidersState,
  only: readonly string[] | undefined,
): GroupsState {
  if (accounts.status === 'error') return { status: 'error', error: accounts.error }
  if (accounts.status === 'loading' || providers.status === 'loading') return { status: 'loading' }

  const known = providers.status === 'ready' ? providers.providers : []
  const used = accounts.connections.map((account) => account.provider)
  const ids = new Set(only ?? [...known.map((provider) => provider.id), ...used])
  if (ids.size === 0 && providers.status === 'error') return providers

  const groups = Array.from(ids, (id): ProviderGroup => {
    const own = accounts.connections.filter((account) => account.provider === id)
    const info = known.find((provider) => provider.id === id)
    return {
      id,
      name: info?.name ?? own[0]?.provider_name ?? nameOf(id),
      logoUrl: info?.logo_url ?? own[0]?.logo_url,
      words: info ?? {},
      accounts: own,
    }
  })
  if (!only) groups.sort((a, b) => rankOf(a) - rankOf(b))
  return { status: 'ready', groups, at: accounts.at, stale: accounts.error }
}
