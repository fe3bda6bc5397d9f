import type { Grant } from '@alter/protocol'
import { providersIn } from '../world/provider.ts'
import { timeIn, type MockState } from '../world/state.ts'
import { accountNamed } from './grants.ts'

/** An account to list. Missing members are those of a new connection. */
export type SeededAccount = Pick<Grant, 'provider' | 'account_identifier'> & Partial<Omit<Grant, 'logo_url'>>

/** Replaces what the user has connected. */
export function seedGrants(state: MockState, accounts: readonly SeededAccount[]): void {
  state.grants = accounts.map((account) => {
    const provider = providersIn(state).find(({ id }) => id === account.provider)
    return {
      grant_id: crypto.randomUUID(),
      provider_name: provider?.name ?? account.provider,
      ...(provider && {
        account_display_name: accountNamed(provider, account.account_identifier).displayName,
      }),
      scopes: provider ? [...provider.identityScopes, ...provider.scopes] : [],
      status: 'active',
      is_default: false,
      created_at: timeIn(state),
      last_used_at: null,
      ...account,
      changed: (state.changes += 1),
    }
  })
}
