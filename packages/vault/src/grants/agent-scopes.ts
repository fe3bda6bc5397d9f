import type { CallingAgent } from '../identity/keys/agent.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import { scopesHeld } from '../providers/scopes.ts'
import type { StoredGrant } from './grant.ts'

/** Throws `policy_violation` when the agent's scopes name other providers and not this one. */
export function assertMayUse(agent: CallingAgent | null, provider: string): void {
  if (agent?.scopes && !Object.hasOwn(agent.scopes, provider)) {
    throw violation(agent, `the agent may not use accounts of ${provider.slice(0, 64)}`, { provider })
  }
}

/**
 * Throws `policy_violation` unless an agent may hold every scope of a grant. A token cannot be narrowed, so the agent
 * may not use a wider grant at all. Scopes that only identify the account do not count.
 */
export function assertMayHold(
  agent: CallingAgent | null,
  provider: Pick<Provider, 'id' | 'scope_rules' | 'identity_scopes'>,
  grant: StoredGrant,
): void {
  if (!agent?.scopes) return
  assertMayUse(agent, provider.id)
  const most = [...(agent.scopes[provider.id] ?? []), ...provider.identity_scopes]
  const mayHold = scopesHeld(provider.scope_rules, most)
  const wider = grant.scopes.filter((scope) => !mayHold(scope))
  if (wider.length === 0) return
  throw violation(
    agent,
    `${grant.accountIdentifier} has more scopes than the agent may have: ${wider.join(', ')}`,
    {
      provider: provider.id,
      grant_id: grant.id,
    },
  )
}

function violation(
  { name }: CallingAgent,
  reason: string,
  details: { provider: string; grant_id?: string },
): ProblemError {
  const policy_error = { policy: `agent ${name}`, type: 'scopes', reason }
  return new ProblemError('policy_violation', `The scopes of the agent ${name} deny this: ${reason}.`, {
    policy_error,
    ...details,
  })
}
