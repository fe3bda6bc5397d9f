import type { GrantAccount } from '@alter/protocol'
import { connectAccount, connectionOf } from './grants.ts'
import { MockProblem } from './problem.ts'
import { PROVIDERS, type MockProvider } from './provider.ts'
import { scenarioNamed, type Scenario } from './scenario.ts'
import { connectSession, hasEnded, refuseSession } from './sessions.ts'
import type { MockSession, MockState } from './state.ts'

/** What the user does at the provider. */
export type Decision = { account: string } | { deny: true }

/** What the provider's page shows. */
export interface AccountPage {
  provider: { id: string; name: string }
  app: string
  consent: Scenario['consent']
  accounts: Pick<GrantAccount, 'account_identifier' | 'account_display_name'>[]
  /** The account to offer first. */
  hint?: string
}

export function accountPage(state: MockState, authorization: string): AccountPage {
  const { provider, session } = attemptNamed(state, authorization)
  return {
    provider: { id: provider.id, name: provider.name },
    app: 'Mocked app',
    consent: scenarioNamed(state.scenario).consent,
    accounts: provider.accounts.map(({ identifier, displayName }) => ({
      account_identifier: identifier,
      account_display_name: displayName,
    })),
    ...(session.accountHint !== undefined && { hint: session.accountHint }),
  }
}

/** The callback: what the user decided, and the outcome page to go on to. An attempt counts once. */
export function decide(state: MockState, authorization: string, decision: Decision): { location: string } {
  const { provider, session } = attemptNamed(state, authorization)
  const location = `${session.page}#outcome=${session.id}`
  delete session.attempt
  if (hasEnded(session)) return { location }
  if ('deny' in decision || scenarioNamed(state.scenario).consent === 'deny') {
    refuseSession(session, 'access_denied', 'The user denied the request')
    return { location }
  }
  if (!provider.accounts.some(({ identifier }) => identifier === decision.account)) {
    throw new MockProblem('invalid_request', `${provider.name} has no account ${decision.account}`, {
      field: 'account',
    })
  }
  const wanted = state.grants.find(({ grant_id }) => grant_id === session.grantId)
  if (wanted !== undefined && wanted.account_identifier !== decision.account) {
    refuseSession(session, 'account_mismatch', `${decision.account} is not ${wanted.account_identifier}`)
    return { location }
  }
  const { grant, operation } = connectAccount(state, provider, decision.account)
  connectSession(session, connectionOf(grant, operation))
  return { location }
}

function attemptNamed(
  state: MockState,
  authorization: string,
): { provider: MockProvider; session: MockSession } {
  const session = state.sessions.find(({ attempt }) => attempt?.state === authorization)
  const provider = PROVIDERS.find(({ id }) => id === session?.attempt?.provider)
  if (session === undefined || provider === undefined) {
    throw new MockProblem('invalid_request', 'No authorization has this state', { field: 'state' })
  }
  return { provider, session }
}
