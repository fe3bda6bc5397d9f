import type { Connection, Delegation, Grant, GrantAccount, GrantRevocation } from '@alter/protocol'
import { endOf, type GrantEnd } from '@alter/protocol/rules'
import { MockProblem } from '../problem.ts'
import { logoUrl, providersIn, type MockAccount, type MockProvider } from '../world/provider.ts'
import { scenarioNamed } from '../world/scenario.ts'
import { nowIn, timeIn, type MockGrant, type MockState } from '../world/state.ts'

/** The account of a label. An unknown label becomes a new account. */
export function accountNamed({ id, accounts }: MockProvider, identifier: string): MockAccount {
  const known = accounts.find((account) => account.identifier === identifier)
  const email = identifier.includes('@') ? identifier : `${identifier}@users.noreply.${id}.example`
  return known ?? { identifier, displayName: identifier, email }
}

/** Connects an account: a new grant, or the existing one under the same id. */
export function connectAccount(
  state: MockState,
  provider: MockProvider,
  account: MockAccount,
  scopes: string[],
): { grant: MockGrant; operation: Connection['operation'] } {
  const held = findAccount(state, provider.id, account.identifier)
  const grant: MockGrant = {
    grant_id: held?.grant_id ?? crypto.randomUUID(),
    provider: provider.id,
    provider_name: provider.name,
    account_identifier: account.identifier,
    account_display_name: account.displayName,
    ...(account.learned && { learned: account.learned }),
    scopes,
    status: 'active',
    is_default: held?.is_default ?? false,
    created_at: held?.created_at ?? timeIn(state),
    last_used_at: held?.last_used_at ?? null,
    changed: (state.changes += 1),
    ...(held?.delegations !== undefined && { delegations: held.delegations }),
    ...(state.grantTtl !== undefined && {
      expires_at: new Date(nowIn(state) + state.grantTtl * 1000).toISOString(),
    }),
  }
  if (held === undefined) state.grants.push(grant)
  else state.grants[state.grants.indexOf(held)] = grant
  return { grant, operation: held === undefined ? 'creation' : 'reauth' }
}

export function findAccount(state: MockState, provider: string, account: string): MockGrant | undefined {
  return state.grants.find((grant) => grant.provider === provider && grant.account_identifier === account)
}

export function connectionOf(
  state: MockState,
  grant: MockGrant,
  { displayName, email }: MockAccount,
  operation: Connection['operation'],
): Connection {
  const { grant_id, provider, provider_name, account_identifier, scopes } = grant
  return {
    grant_id,
    provider,
    provider_name,
    account_identifier,
    timestamp: timeIn(state),
    operation,
    scopes,
    status: 'active',
    ...(grant.expires_at !== undefined && { expires_at: grant.expires_at }),
    metadata: { account_display_name: displayName, account_email: email },
  }
}

/**
 * A grant as the app's listing shows it.
 * @param origin origin of the logos
 */
export function listed(state: MockState, grant: MockGrant, origin: string): Grant {
  const { revokedAt: _at, changed: _changed, delegations: _delegations, ...rest } = grant
  return {
    ...rest,
    logo_url: logoUrl(grant.provider, origin),
    missing_scopes: missingScopes(state, grant),
    status: statusOf(state, grant),
    delegations: liveDelegations(state, grant),
  }
}

export function missingScopes(state: MockState, { provider, scopes, missing_scopes }: MockGrant): string[] {
  if (missing_scopes !== undefined) return missing_scopes
  const required = providersIn(state).find(({ id }) => id === provider)?.scopes ?? []
  return required.filter((scope) => !scopes.includes(scope))
}

export function statusOf(state: MockState, { status, expires_at }: MockGrant): Grant['status'] {
  const isOver = expires_at !== undefined && nowIn(state) >= Date.parse(expires_at)
  return isOver && status === 'active' ? 'expired' : status
}

export function setDefaultGrant(state: MockState, grantId: string): MockGrant {
  const chosen = ownGrant(state, grantId)
  if (statusOf(state, chosen) !== 'active') throw endedProblem(state, chosen)
  for (const grant of state.grants) {
    if (grant.provider === chosen.provider) grant.is_default = grant === chosen
  }
  return chosen
}

export function revokeGrant(state: MockState, grantId: string): GrantRevocation {
  const grant = ownGrant(state, grantId)
  grant.status = 'revoked'
  grant.is_default = false
  delete grant.delegations
  if (grant.revokedAt === undefined) grant.changed = state.changes += 1
  grant.revokedAt ??= timeIn(state)
  const { revocation = 'done' } = scenarioNamed(state.scenario)
  return {
    grant_id: grantId,
    revoked_at: grant.revokedAt,
    provider_revocation: revocation,
    // Only when the user has to end the access at the provider.
    ...(revocation !== 'done' && { manage_url: `https://${grant.provider}.example/connected-apps` }),
  }
}

/** The delegations of a grant that have not expired. */
export function liveDelegations(state: MockState, grant: MockGrant): Delegation[] {
  if (statusOf(state, grant) !== 'active') return []
  return (grant.delegations ?? []).filter(
    ({ expires_at }) => expires_at === undefined || nowIn(state) < Date.parse(expires_at),
  )
}

/** A grant of the user, which may have ended. */
export function ownGrant(state: MockState, grantId: string): MockGrant {
  const grant = state.grants.find(({ grant_id }) => grant_id === grantId)
  if (grant === undefined) throw new MockProblem('grant_not_found', `There is no grant ${grantId}.`)
  return grant
}

/** The problem of a grant that has ended. */
export function endedProblem(state: MockState, grant: MockGrant): MockProblem {
  const { grant_id, provider, account_identifier } = grant
  const { code, detail } = endOf(`${account_identifier} at ${provider}`, endingOf(state, grant))
  return new MockProblem(code, detail, { grant_id, provider })
}

function endingOf(state: MockState, grant: MockGrant): GrantEnd {
  const status = statusOf(state, grant)
  if (status === 'expired') return 'expired'
  if (grant.revokedAt !== undefined) return 'revoked'
  return status === 'broken' ? 'unrenewed' : 'refused'
}

export function accountOf({ grant_id, account_identifier, account_display_name }: MockGrant): GrantAccount {
  return {
    grant_id,
    account_identifier,
    ...(account_display_name !== undefined && { account_display_name }),
  }
}
