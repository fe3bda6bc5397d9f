import type { ConnectedAccount, ConnectionsState } from './account-list.ts'
import { nameOf } from './names.ts'
import type { RequestError } from './request-error.ts'
import type { ProvidersState } from './use-providers.ts'
import type { ProviderInfo } from './wire.ts'

/** A provider and the accounts that the user has there. */
export interface ProviderGroup {
  id: string
  name: string
  logoUrl: string | undefined
  /** What each scope allows, in the operator's words. */
  scopeLabels: ProviderInfo['scope_labels']
  accounts: ConnectedAccount[]
}

export type GroupsState =
  | { status: 'loading' }
  /** As of `at`. `stale`: why the list could not be refreshed since. */
  | { status: 'ready'; groups: ProviderGroup[]; at: number; stale: RequestError | undefined }
  | { status: 'error'; error: RequestError }

/** What to list. The accounts count: they are shown when the providers could not be fetched. */
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
      scopeLabels: info?.scope_labels,
      accounts: own,
    }
  })
  return { status: 'ready', groups, at: accounts.at, stale: accounts.error }
}
