import {
  chooseGrant,
  type GrantTraits,
  notConnected,
  ofAccount,
  severalConnected,
} from '@alter/protocol/rules'
import { MockProblem } from '../problem.ts'
import { providerNamed } from '../world/provider.ts'
import { scenarioNamed } from '../world/scenario.ts'
import { nowIn, timeIn, type MockGrant, type MockState } from '../world/state.ts'
import { accountOf, endedProblem, missingScopes, statusOf } from './grants.ts'

/** The grant that a call of the app's backend would use. The call is recorded. */
export function useGrant(state: MockState, choice: { provider: string; account?: string }): MockGrant {
  const grant = selectGrant(state, choice)
  const missing_scopes = missingScopes(state, grant)
  if (missing_scopes.length > 0) {
    throw new MockProblem(
      'scope_reauth_required',
      `${grant.account_identifier} has not given the permissions that this call needs (${missing_scopes.join(', ')}): connect it again.`,
      { missing_scopes, provider: grant.provider, grant_id: grant.grant_id },
    )
  }
  const { call } = scenarioNamed(state.scenario)
  if (call === 'policy_violation') throw policyProblem(grant)
  if (call === 'approval_required') throw approvalProblem(state, grant)
  grant.last_used_at = timeIn(state)
  return grant
}

function selectGrant(
  state: MockState,
  { provider, account }: { provider: string; account?: string },
): MockGrant {
  const { name } = providerNamed(state, provider, 'provider')
  const ofProvider = state.grants
    .filter((grant) => grant.provider === provider)
    .toSorted((a, b) => b.changed - a.changed)
  function describe(grant: MockGrant): GrantTraits {
    const { grant_id: id, account_identifier: label, is_default: isDefault } = grant
    return { id, label, isLive: statusOf(state, grant) === 'active', isDefault }
  }
  const chosen = chooseGrant(
    account === undefined ? ofProvider : ofAccount(ofProvider, account, describe),
    describe,
  )
  switch (chosen.kind) {
    case 'one':
      return chosen.grant
    case 'several': {
      const { grants } = chosen
      throw new MockProblem('ambiguous_grant', severalConnected(grants.length, name), {
        provider,
        accounts: state.grants.filter((grant) => grants.includes(grant)).map(accountOf),
      })
    }
    case 'ended':
      throw endedProblem(state, chosen.grant)
    case 'none':
      throw new MockProblem('grant_not_found', notConnected(name, account ?? null), { provider })
  }
  return chosen satisfies never
}

/** Seconds in which an approval can be decided. */
const APPROVAL_TTL = 3600

function approvalProblem(state: MockState, { grant_id, provider }: MockGrant): MockProblem {
  const approval_id = crypto.randomUUID()
  return new MockProblem('approval_required', 'Nothing was sent yet: the user must say yes first.', {
    approval_id,
    approval_url: `https://vault.example/wallet/approvals/${approval_id}`,
    expires_at: new Date(nowIn(state) + APPROVAL_TTL * 1000).toISOString(),
    grant_id,
    provider,
  })
}

function policyProblem({ provider }: MockGrant): MockProblem {
  const policy = 'office-hours'
  const type = 'time_window'
  const reason = 'calls are allowed from 09:00 to 17:00 on mon, tue, wed, thu, fri (Europe/Berlin)'
  return new MockProblem('policy_violation', `The policy "${policy}" (${type}) denies this: ${reason}.`, {
    policy_error: { policy, type, reason },
    provider,
  })
}
