import type { Connection, Grant, GrantRevocation } from '@alter/protocol'
import { MockProblem } from './problem.ts'
import type { MockProvider } from './provider.ts'
import type { MockState } from './state.ts'

/** A new grant of the user. None is the default until somebody says so. */
export function newGrant(state: MockState, provider: MockProvider, account: string): Grant {
  const displayName = provider.accounts.find(({ identifier }) => identifier === account)?.displayName
  const grant: Grant = {
    grant_id: crypto.randomUUID(),
    provider: provider.id,
    provider_name: provider.name,
    logo_url: `/sdk/providers/${provider.id}/logo.svg`,
    account_identifier: account,
    ...(displayName !== undefined && { account_display_name: displayName }),
    scopes: provider.scopes,
    missing_scopes: [],
    status: 'active',
    is_default: false,
    created_at: new Date().toISOString(),
    last_used_at: null,
  }
  state.grants.push(grant)
  return grant
}

/** Connects an account: a new grant, or the one it already had, under the same id. */
export function connectAccount(
  state: MockState,
  provider: MockProvider,
  account: string,
): { grant: Grant; operation: Connection['operation'] } {
  const held = state.grants.find(
    (grant) => grant.provider === provider.id && grant.account_identifier === account,
  )
  if (held === undefined) return { grant: newGrant(state, provider, account), operation: 'creation' }
  held.status = 'active'
  return { grant: held, operation: 'reauth' }
}

export function connectionOf(grant: Grant, operation: Connection['operation']): Connection {
  const { grant_id, provider, provider_name, account_identifier, account_display_name, scopes } = grant
  return {
    grant_id,
    provider,
    provider_name,
    account_identifier,
    timestamp: new Date().toISOString(),
    operation,
    scopes,
    status: 'active',
    ...(account_display_name !== undefined && { metadata: { account_display_name } }),
  }
}

export function findGrant(
  state: MockState,
  { provider, account }: { provider: string; account?: string },
): Grant {
  const named = state.grants.filter((grant) => grant.provider === provider && isNamed(grant, account))
  const live = named.filter(({ status }) => status !== 'revoked')
  const [first, ...others] = live
  if (first === undefined) {
    const revoked = named.at(-1)
    throw revoked === undefined
      ? new MockProblem('grant_not_found', `The user has not connected ${provider}`, { provider })
      : new MockProblem('grant_revoked', `The user disconnected ${revoked.account_identifier}`, {
          grant_id: revoked.grant_id,
          provider,
        })
  }
  const chosen = others.length === 0 ? first : live.find(({ is_default }) => is_default)
  if (chosen !== undefined) return chosen
  throw new MockProblem(
    'ambiguous_grant',
    `The user connected ${provider} ${live.length} times; pass account`,
    {
      provider,
      accounts: live.map(({ grant_id, account_identifier, account_display_name }) => ({
        grant_id,
        account_identifier,
        ...(account_display_name !== undefined && { account_display_name }),
      })),
    },
  )
}

export function setDefaultGrant(state: MockState, grantId: string): Grant {
  const chosen = ownGrant(state, grantId)
  for (const grant of state.grants) {
    if (grant.provider === chosen.provider) grant.is_default = grant === chosen
  }
  return chosen
}

export function revokeGrant(state: MockState, grantId: string): GrantRevocation {
  const grant = ownGrant(state, grantId)
  grant.status = 'revoked'
  grant.is_default = false
  return { grant_id: grantId, revoked_at: new Date().toISOString() }
}

function ownGrant(state: MockState, grantId: string): Grant {
  const grant = state.grants.find(({ grant_id, status }) => grant_id === grantId && status !== 'revoked')
  if (grant === undefined) throw new MockProblem('grant_not_found', `The user has no grant ${grantId}`)
  return grant
}

function isNamed(grant: Grant, account: string | undefined): boolean {
  return (
    account === undefined ||
    grant.grant_id === account ||
    grant.account_identifier.toLowerCase() === account.toLowerCase()
  )
}
