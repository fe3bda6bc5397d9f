import type { CallingAgent } from '../identity/agent.ts'
import type { Caller } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import { assertMayUse } from './agent-scopes.ts'
import type { DelegatedGrants } from './delegated.ts'
import type { StoredDelegation } from './delegation.ts'
import type { StoredGrant } from './grant.ts'
import type { GrantFinder } from './known.ts'
import { type Choice, noSuchGrant, selectGrant } from './select.ts'

/** The grant that a call means. */
export interface Chosen {
  grant: StoredGrant
  /** By what an agent may use it; `null` where the app itself asks. */
  delegation: StoredDelegation | null
}

/** Where the grants of calls are found. */
export interface ChooseParts {
  grants: GrantFinder
  delegated: DelegatedGrants
}

/** Finds the grant that a call means, for the app or for one of its agents; throws the problem that tells why there is none. */
export async function chooseFor(
  { grants, delegated }: ChooseParts,
  caller: Caller,
  choice: Choice,
): Promise<Chosen> {
  const { agent } = caller
  if (agent) return delegated.select({ ...caller, agent }, choice)
  return { grant: await selectGrant(grants, caller, choice), delegation: null }
}

/** The same grant as it stands now; throws the problem that tells that it, or what was delegated, is over. */
export async function currentFor(
  { grants, delegated }: ChooseParts,
  caller: Caller,
  grant: StoredGrant,
): Promise<Chosen> {
  const { agent } = caller
  if (agent) return delegated.current({ ...caller, agent }, grant)
  const current = await grants.current(grant)
  if (current) return { grant: current, delegation: null }
  throw noSuchGrant(grant.id)
}

/** Refuses a provider that the agent may not use at all, so that the agent does not ask its user for it in vain. */
export function foundFor(
  agent: CallingAgent | null,
  choice: Choice,
  found: PromiseSettledResult<Chosen>,
): Chosen {
  if (found.status === 'fulfilled') return found.value
  const error: unknown = found.reason
  if (error instanceof ProblemError && error.code === 'no_delegated_grant' && 'provider' in choice) {
    assertMayUse(agent, choice.provider)
  }
  throw error
}
