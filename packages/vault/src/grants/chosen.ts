import type { Caller } from '../identity/caller.ts'
import type { CallingAgent } from '../identity/keys/agent.ts'
import { ProblemError } from '../problem.ts'
import { assertMayUse } from './agent-scopes.ts'
import type { DelegatedGrants } from './delegated.ts'
import type { StoredDelegation } from './delegation.ts'
import type { StoredGrant } from './grant.ts'
import type { GrantFinder } from './known.ts'
import { type Choice, noSuchGrant, selectGrant } from './select.ts'

/** The grant of a call, and the delegation that opens it. */
export interface Chosen {
  grant: StoredGrant
  /** The agent's delegation; `null` when the app itself asks. */
  delegation: StoredDelegation | null
}

/** Where grants and delegations are looked up. */
export interface ChooseParts {
  grants: GrantFinder
  delegated: DelegatedGrants
}

/** Finds the grant of a call, for the app or for one of its agents. Throws the problem that tells why there is none. */
export async function chooseFor(
  { grants, delegated }: ChooseParts,
  caller: Caller,
  choice: Choice,
): Promise<Chosen> {
  const { agent } = caller
  if (agent) return delegated.select({ ...caller, agent }, choice)
  return { grant: await selectGrant(grants, caller, choice), delegation: null }
}

/** The same grant as it stands now. Throws the problem that tells why the grant or its delegation has ended. */
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

/** Refuses a provider that the agent may never use, so that the agent does not ask its user for it. */
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
