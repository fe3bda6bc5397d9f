import { type GrantAccount, refusalOf } from '@alter/protocol'
import { hasEnded } from '@alter/protocol/rules'
import { MockProblem } from '../problem.ts'
import { providersIn, type MockProvider } from '../world/provider.ts'
import { scenarioNamed, type Scenario } from '../world/scenario.ts'
import type { MockSession, MockState } from '../world/state.ts'
import { asOf } from './access.ts'
import { delegate } from './agent.ts'
import { accountNamed, connectAccount, connectionOf, findAccount, statusOf } from './grants.ts'
import { connected, expire, refused } from './session.ts'
import { APP_NAME } from './view.ts'

/**
 * The user's decision at the provider: consent with an account, and with these of the app's `scopes` (default: all), or
 * a refusal with the provider's code `error` (default: `access_denied`).
 */
export type Decision = { account: string; scopes?: string[] } | { deny: true; error?: string }

/** The content of the provider's page. */
export interface AccountPage {
  provider: Pick<MockProvider, 'id' | 'name' | 'logo'>
  app: string
  behaviour: NonNullable<Scenario['provider']>
  accounts: Pick<GrantAccount, 'account_identifier' | 'account_display_name'>[]
  /** Labels of the accounts that are connected already. */
  held: string[]
  /** Label of the account to offer first. */
  hint?: string
}

export function accountPage(state: MockState, authorization: string): AccountPage {
  const { provider, session } = attemptNamed(state, authorization)
  return {
    provider,
    app: APP_NAME,
    behaviour: scenarioNamed(state.scenario).provider ?? 'asks',
    accounts: provider.accounts.map(({ identifier, displayName }) => ({
      account_identifier: identifier,
      account_display_name: displayName,
    })),
    held: state.grants
      .filter((grant) => grant.provider === provider.id && statusOf(state, grant) === 'active')
      .map(({ account_identifier }) => account_identifier),
    ...(session.accountHint !== undefined && { hint: session.accountHint }),
  }
}

/** The callback: applies the user's decision, and returns the outcome page. An attempt counts once. */
export function decide(state: MockState, authorization: string, decision: Decision): { location: string } {
  const { provider, session, attempt } = attemptNamed(state, authorization)
  const location = `${session.page}#outcome=${session.id}`
  if (attempt.isAnswered) return { location }
  attempt.isAnswered = true
  if (scenarioNamed(state.scenario).provider === 'dawdles' && !hasEnded(session)) expire(session)
  if (!hasEnded(asOf(state, session))) settle(state, { provider, session, attempt }, decision)
  return { location }
}

function settle(state: MockState, { provider, session, attempt }: Named, decision: Decision): void {
  if ('deny' in decision || scenarioNamed(state.scenario).provider === 'denies') {
    const error = 'deny' in decision ? decision.error : undefined
    const code = refusalOf(error ?? 'access_denied')
    refused(session, code, `${provider.name} ${REFUSALS[code]}.`)
    return
  }
  const wanted = state.grants.find(({ grant_id }) => grant_id === session.grantId)
  if (wanted !== undefined && wanted !== findAccount(state, provider.id, decision.account)) {
    const { account_identifier } = wanted
    refused(
      session,
      'account_mismatch',
      `You chose ${decision.account}, but ${account_identifier} was to be connected again.`,
    )
    return
  }
  const given = decision.scopes ?? provider.scopes
  const missing = provider.scopes.filter((scope) => !given.includes(scope))
  if (missing.length > 0) {
    refused(
      session,
      'scope_denied',
      `The app needs permissions that were not given at ${provider.name}: ${missing.join(', ')}.`,
    )
    return
  }
  const account = accountNamed(provider, decision.account)
  const scopes = [...provider.identityScopes, ...given]
  const { grant, operation } = connectAccount(state, provider, account, scopes)
  const connection = connectionOf(state, grant, account, operation)
  const { tightening = {} } = attempt
  connected(state, session, { ...connection, ...delegate(state, session, grant, tightening) })
}

const REFUSALS = {
  access_denied: 'was not given consent',
  interaction_required: 'needs something of you there first',
  provider_error: 'answered with an error',
  provider_misconfigured: 'refused the app',
}

interface Named {
  provider: MockProvider
  session: MockSession
  attempt: MockSession['attempts'][number]
}

function attemptNamed(state: MockState, authorization: string): Named {
  for (const session of state.sessions) {
    const attempt = session.attempts.find((each) => each.state === authorization)
    const provider = providersIn(state).find(({ id }) => id === attempt?.provider)
    if (attempt !== undefined && provider !== undefined) return { provider, session, attempt }
  }
  throw new MockProblem('invalid_request', 'No authorization has this state.', { field: 'state' })
}
