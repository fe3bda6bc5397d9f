import type { CreateSessionRequest, PageAgent, Tightening } from '@alter/protocol'
import { tightenedLife, tightenedRules } from '@alter/protocol/rules'
import { hasWallet } from '../config/has-wallet.ts'
import type { App } from '../config/settings.ts'
import type { NewDelegation } from '../grants/delegations.ts'
import { describeAccount, type StoredGrant } from '../grants/grant.ts'
import type { GrantLookup } from '../grants/lookup.ts'
import type { AgentStore } from '../identity/keys/agent-store.ts'
import type { CallingAgent, StoredAgent } from '../identity/keys/agent.ts'
import { invalidField, ProblemError } from '../problem.ts'
import { missingScopes, type Provider } from '../providers/provider.ts'
import type { Session } from './session.ts'

/** Finds the agents of sessions. */
export type AgentFinder = Pick<AgentStore, 'find' | 'byName'>

/**
 * The agent of a new session; `null` for none. Throws `invalid_request` or `agent_inactive` naming the field.
 * @param asking the agent whose key creates the session, which can only name itself; `null` for a key of the app
 */
export async function chooseAgent(
  agents: AgentFinder,
  app: App,
  { agent: named, agent_policy, grant_policy, principal }: CreateSessionRequest,
  asking: CallingAgent | null,
): Promise<CallingAgent | null> {
  if (asking !== null && named !== undefined && named !== asking.id && named !== asking.name) {
    throw invalidField('agent', `the key of the agent ${asking.name} can ask only for that agent`)
  }
  if (asking !== null && grant_policy !== undefined) {
    // Such rules would replace the limits that the account has for the app and for all other agents.
    throw invalidField('grant_policy', 'needs a key of the app: with the key of an agent, send agent_policy')
  }
  if (asking === null && named === undefined) {
    if (agent_policy === undefined) return null
    throw invalidField('agent_policy', 'limits an agent: name the agent in agent')
  }
  if (principal === 'app') {
    throw invalidField('agent', 'only a user can let an agent use an account: send user_token, not principal')
  }
  if (asking !== null) return asking
  const found = named === undefined ? null : await findAgent(agents, app, named)
  if (found === null || found.status === 'revoked') {
    throw invalidField('agent', `${app.id} has no agent ${named?.slice(0, 64)}`)
  }
  assertActive(found)
  return found
}

async function findAgent(agents: AgentFinder, app: App, named: string): Promise<StoredAgent | null> {
  return (await agents.byName(app, named)) ?? agents.find(app, named)
}

function assertActive({ name, status }: CallingAgent): void {
  if (status === 'active') return
  throw new ProblemError(
    'agent_inactive',
    `The agent ${name} is ${status}: nobody can let it use an account.`,
    {
      field: 'agent',
    },
  )
}

/**
 * Throws `invalid_request` naming the field when a session leads to more scopes than its agent may hold. A token cannot
 * be narrowed, so the agent could not use an account with more scopes.
 */
export function assertWithinScopes(app: App, { name, scopes }: CallingAgent, providers: string[]): void {
  if (scopes === null) return
  for (const id of providers) {
    const provider = app.providers.get(id)
    const most = scopes[id]
    if (most === undefined)
      throw invalidField('allowed_providers', `the agent ${name} may not use accounts of ${id}`)
    const [beyond] = provider ? beyondScopes(provider, provider.scopes, most) : []
    if (beyond === undefined) continue
    throw invalidField(
      'agent',
      `the agent ${name} may not have ${beyond}, but ${id} is asked for it: add it to the scopes of the agent`,
    )
  }
}

/** Scopes that an agent may not hold. Scopes that only identify the account do not count. */
function beyondScopes(provider: Provider, scopes: string[], most: string[]): string[] {
  return missingScopes(provider, scopes, [...most, ...provider.identity_scopes])
}

/** The agent of a session as it stands now; `null` for a session without one. Throws `agent_inactive`. */
export async function agentOf(
  agents: AgentFinder,
  app: App,
  { agentId }: Session,
): Promise<StoredAgent | null> {
  if (agentId === null) return null
  const agent = await agents.find(app, agentId)
  if (agent === null) throw new ProblemError('agent_inactive', 'The agent of this session no longer exists.')
  assertActive(agent)
  return agent
}

/**
 * Throws `invalid_request` when the user was not asked about the agent, or when the answer loosens a rule or needs a
 * yes that nobody can give. A page without the field does not know agents, so it did not ask.
 */
export function checkTightening(
  app: App,
  { agentId, agentTtl }: Session,
  tightening: Tightening | undefined,
): Tightening | null {
  if (agentId === null) {
    if (tightening === undefined) return null
    throw invalidField('tightening', 'this session is not for an agent')
  }
  if (tightening === undefined) {
    throw invalidField(
      'tightening',
      'the user must choose first whether the agent may use the account: send the choice',
    )
  }
  const { ttl_seconds: life } = tightening
  if (life !== undefined && agentTtl !== null && life > agentTtl) {
    throw invalidField('tightening.ttl_seconds', `the app asks for at most ${agentTtl} seconds`)
  }
  if (tightening.ask_each_time && !hasWallet(app)) {
    const reason = `${app.id} has no Wallet in which the user can say yes: set identity.client_id`
    throw invalidField('tightening.ask_each_time', reason)
  }
  return tightening
}

/** The rules for the session's agent: those of the app, tightened by the user. */
export function givenTo(
  { agentId, agentRules, agentTtl }: Session,
  tightening: Tightening,
  now: number,
): Pick<NewDelegation, 'agentId' | 'rules' | 'expiresAt'> {
  if (agentId === null) throw new Error('a session without an agent gives nothing')
  const life = tightenedLife(agentTtl, tightening)
  return {
    agentId,
    rules: tightenedRules(agentRules ?? [], tightening),
    expiresAt: life === null ? null : now + life * 1000,
  }
}

/**
 * Whether the user can give the agent an existing account. It must be usable and have the session's required scopes.
 * The session must set no limits of the grant itself, because those need a new authorization. And the agent must not
 * have created the session itself.
 */
export function canBeGiven(
  { session, agent, now }: { session: Session; agent: CallingAgent; now: number },
  provider: Provider,
  grant: StoredGrant,
): boolean {
  return (
    grant.intact &&
    !isTooWide(agent, provider, grant) &&
    grant.status === 'active' &&
    (grant.expiresAt === null || now < grant.expiresAt) &&
    (session.grantId === null || session.grantId === grant.id) &&
    !setsLimits(session) &&
    !isAskedByAgent(session) &&
    lackingScopes(session, provider, grant).length === 0
  )
}

/** Whether an account has more scopes than the agent may hold. */
export function isTooWide({ scopes }: CallingAgent, provider: Provider, grant: StoredGrant): boolean {
  return scopes !== null && beyondScopes(provider, grant.scopes, scopes[provider.id] ?? []).length > 0
}

/**
 * Whether an agent created the session with its own key. The creator has the token, and could say yes in place of the
 * user. Only at the provider it is certain that the user is there.
 */
export function isAskedByAgent({ askedBy }: Session): boolean {
  return askedBy !== null
}

/** Whether a session limits the grants that it creates. */
export function setsLimits({ grantTtl, grantPolicies }: Session): boolean {
  return grantTtl !== null || grantPolicies !== null
}

export function lackingScopes(session: Session, provider: Provider, { scopes }: StoredGrant): string[] {
  return missingScopes(provider, session.requiredScopes[provider.id] ?? provider.required_scopes, scopes)
}

/** The agent as the page shows it. */
export async function pageAgent(
  { grants, app, now }: { grants: Pick<GrantLookup, 'ofProvider'>; app: App; now: number },
  session: Session,
  providers: Provider[],
  agent: StoredAgent,
): Promise<PageAgent> {
  const accounts: PageAgent['accounts'] = {}
  for (const provider of providers) {
    const all = await grants.ofProvider(session.appId, session.userId ?? '', provider.id)
    const given = all
      .filter((grant) => canBeGiven({ session, agent, now }, provider, grant))
      .toSorted(byPlace)
    if (given.length > 0) accounts[provider.id] = given.map(describeAccount)
  }
  return {
    agent_id: agent.id,
    name: agent.name,
    display_name: agent.displayName,
    rules: [...agent.rules, ...(session.agentRules ?? [])],
    ...(session.agentTtl !== null && { max_ttl_seconds: session.agentTtl }),
    ...(hasWallet(app) && { can_ask_user: true }),
    accounts,
    ...(session.tightening !== null && { tightening: session.tightening }),
  }
}

/** The default account first, then in the order of listings. */
function byPlace(one: StoredGrant, other: StoredGrant): number {
  return other.isDefault - one.isDefault || one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1)
}
