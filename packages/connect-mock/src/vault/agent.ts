import type {
  ConnectionDelegation,
  Delegation,
  DelegationRevocation,
  PageAgent,
  Tightening,
} from '@alter/protocol'
import { tightenedLife, tightenedRules } from '@alter/protocol/rules'
import { MockProblem, routeProblem } from '../problem.ts'
import { agentsIn, type MockAgent } from '../world/own-agent.ts'
import { nowIn, timeIn, type MockGrant, type MockSession, type MockState } from '../world/state.ts'
import { accountOf, liveDelegations, missingScopes, ownGrant, statusOf } from './grants.ts'

/** The agent that a page asks for, as with `agents` of `alterRoutes`. */
export function agentAskedFor(state: MockState, name: string): MockAgent {
  const agent = agentsIn(state).find((each) => each.name === name)
  if (agent !== undefined) return agent
  const detail = 'agent is not among the agents of alterRoutes, which pages may ask for: list it there.'
  throw routeProblem('invalid_request', detail, { field: 'agent' })
}

/** The agent of a session for the Connect page; empty for a session without one. */
export function pageAgent(state: MockState, session: MockSession): { agent?: PageAgent } {
  const agent = agentOf(state, session)
  if (agent === undefined) return {}
  const accounts: PageAgent['accounts'] = {}
  for (const { id } of session.providers) {
    const had = state.grants.filter((grant) => grant.provider === id && canBeGiven(state, session, grant))
    const sorted = had.toSorted((one, other) => Number(other.is_default) - Number(one.is_default))
    if (sorted.length > 0) accounts[id] = sorted.map(accountOf)
  }
  return {
    agent: {
      agent_id: agent.agent_id,
      name: agent.name,
      display_name: agent.display_name,
      rules: agent.rules,
      ...(agent.maxTtlSeconds !== null && { max_ttl_seconds: agent.maxTtlSeconds }),
      can_ask_user: true,
      accounts,
      ...(session.tightening !== undefined && { tightening: session.tightening }),
    },
  }
}

function agentOf(state: MockState, { agent }: MockSession): MockAgent | undefined {
  return agentsIn(state).find(({ name }) => name === agent)
}

function canBeGiven(state: MockState, session: MockSession, grant: MockGrant): boolean {
  return (
    statusOf(state, grant) === 'active' &&
    (session.grantId === undefined || session.grantId === grant.grant_id) &&
    missingScopes(state, grant).length === 0
  )
}

/** Throws when the user was not asked about the session's agent, or when the answer loosens a rule. */
export function checkTightening(
  state: MockState,
  session: MockSession,
  tightening: Tightening | undefined,
): Tightening | undefined {
  const agent = agentOf(state, session)
  if (agent === undefined) {
    if (tightening === undefined) return undefined
    throw invalid('tightening', 'this session is not for an agent')
  }
  if (tightening === undefined) {
    throw invalid(
      'tightening',
      'the user must choose first whether the agent may use the account: send the choice',
    )
  }
  const { ttl_seconds: life } = tightening
  if (life !== undefined && agent.maxTtlSeconds !== null && life > agent.maxTtlSeconds) {
    throw invalid('tightening.ttl_seconds', `the app asks for at most ${agent.maxTtlSeconds} seconds`)
  }
  return tightening
}

function invalid(field: string, reason: string): MockProblem {
  return new MockProblem('invalid_request', `${field}: ${reason}.`, { field })
}

/** The existing account that the user gives to the session's agent. */
export function givenGrant(state: MockState, session: MockSession, id: string): MockGrant {
  if (session.agent === undefined) {
    throw invalid('session_id', 'this session is not for an agent: authorize an account')
  }
  const grant = state.grants.find(({ grant_id }) => grant_id === id)
  if (grant === undefined) {
    throw new MockProblem('grant_not_found', 'You have no such account.', { field: 'grant_id' })
  }
  if (!session.providers.some((provider) => provider.id === grant.provider)) {
    const allowed = session.providers.map((provider) => provider.id).join(', ')
    throw invalid('grant_id', `this session allows ${allowed}`)
  }
  if (session.grantId !== undefined && session.grantId !== id) {
    throw new MockProblem('account_mismatch', 'This session is for another account.', { field: 'grant_id' })
  }
  return grant
}

/**
 * Delegates a grant to the session's agent; does nothing without an agent.
 * @param tightening from the page on which the user agreed, because another tab may have asked since
 */
export function delegate(
  state: MockState,
  session: MockSession,
  grant: MockGrant,
  tightening: Tightening,
): { delegation?: ConnectionDelegation } {
  const agent = agentOf(state, session)
  if (agent === undefined) return {}
  const delegation = delegationOf(state, agent, grant, tightening)
  const others = (grant.delegations ?? []).filter((each) => each.agent.agent_id !== agent.agent_id)
  grant.delegations = [...others, delegation]
  return {
    delegation: { id: delegation.delegation_id, agent: agent.name, display_name: agent.display_name },
  }
}

export function delegationOf(
  state: MockState,
  agent: MockAgent,
  grant: MockGrant,
  tightening: Tightening,
): Delegation {
  const life = tightenedLife(agent.maxTtlSeconds, tightening)
  return {
    delegation_id: crypto.randomUUID(),
    grant_id: grant.grant_id,
    provider: grant.provider,
    agent: { agent_id: agent.agent_id, name: agent.name, display_name: agent.display_name },
    rules: tightenedRules([], tightening),
    created_at: timeIn(state),
    ...(life !== null && { expires_at: new Date(nowIn(state) + life * 1000).toISOString() }),
    last_used_at: null,
  }
}

/** Ends the delegation of a grant to an agent. */
export function removeAgent(state: MockState, grantId: string, agentId: string): DelegationRevocation {
  const grant = ownGrant(state, grantId)
  const delegations = liveDelegations(state, grant)
  const left = delegations.filter(({ agent }) => agent.agent_id !== agentId)
  grant.delegations = left
  return { grant_id: grantId, delegations_revoked: delegations.length - left.length }
}
