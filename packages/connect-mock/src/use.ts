import { accountOf, endedProblem, missingScopes, statusOf } from './grants.ts'
import { MockProblem } from './problem.ts'
import { providerNamed } from './provider.ts'
import { scenarioNamed } from './scenario.ts'
import { timeIn, type MockGrant, type MockState } from './state.ts'

/** The grant that a call of the app's backend would use; the call is noted. */
export function useGrant(state: MockState, choice: { provider: string; account?: string }): MockGrant {
  const grant = selectGrant(state, choice)
  const missing_scopes = missingScopes(state, grant)
  if (missing_scopes.length > 0) {
    throw new MockProblem(
      'scope_reauth_required',
      `${grant.account_identifier} has not given ${missing_scopes.join(', ')}: connect it again.`,
      { missing_scopes, provider: grant.provider, grant_id: grant.grant_id },
    )
  }
  if (scenarioNamed(state.scenario).call === 'policy_violation') throw policyProblem(grant)
  grant.last_used_at = timeIn(state)
  return grant
}

function selectGrant(
  state: MockState,
  { provider, account }: { provider: string; account?: string },
): MockGrant {
  const { name } = providerNamed(state, provider, 'provider')
  const named = state.grants.filter((grant) => grant.provider === provider && isNamed(grant, account))
  const live = named.filter((grant) => statusOf(state, grant) === 'active')
  const [first, ...others] = live
  if (first === undefined) {
    const [ended] = named.toSorted((a, b) => b.changed - a.changed)
    if (ended !== undefined) throw endedProblem(state, ended)
    const whose = account === undefined ? name : `the ${name} account ${account}`
    throw new MockProblem('grant_not_found', `The user has not connected ${whose}.`, { provider })
  }
  const chosen = others.length === 0 ? first : live.find(({ is_default }) => is_default)
  if (chosen !== undefined) return chosen
  throw new MockProblem(
    'ambiguous_grant',
    `The user connected ${live.length} ${name} accounts: say which one with account.`,
    { provider, accounts: live.map(accountOf) },
  )
}

function isNamed(grant: MockGrant, account: string | undefined): boolean {
  return (
    account === undefined ||
    grant.grant_id === account ||
    grant.account_identifier.toLowerCase() === account.toLowerCase()
  )
}

function policyProblem({ provider }: MockGrant): MockProblem {
  const policy = 'office-hours'
  const type = 'time_window'
  const reason = 'allowed from 09:00 to 17:00 on mon, tue, wed, thu, fri (Europe/Berlin)'
  return new MockProblem('policy_violation', `The policy "${policy}" (${type}) denies this: ${reason}.`, {
    policy_error: { policy, type, reason },
    provider,
  })
}
