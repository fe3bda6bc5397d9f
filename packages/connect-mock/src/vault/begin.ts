import { providerNamed } from '../world/provider.ts'
import { scenarioNamed, type ScenarioName } from '../world/scenario.ts'
import { emptyState, type MockState } from '../world/state.ts'
import { agentAskedFor, delegationOf } from './agent.ts'
import { accountNamed, connectAccount } from './grants.ts'

/** The options of a mock that do not depend on the scenario. */
export type World = Pick<MockState, 'grantTtl' | 'providers' | 'agents'>

/** The state before the first click. */
export function beginScenario(name: ScenarioName, world: World): MockState {
  const state: MockState = { ...emptyState(name), providers: world.providers, agents: world.agents }
  for (const { provider, account, status, endedReason, scopes, agent } of scenarioNamed(name).connected ??
    []) {
    const at = providerNamed(state, provider, 'provider')
    const given = scopes === 'identity' ? at.identityScopes : [...at.identityScopes, ...at.scopes]
    const { grant } = connectAccount(state, at, accountNamed(at, account), given)
    if (status !== undefined) grant.status = status
    if (endedReason !== undefined) grant.ended_reason = endedReason
    if (agent !== undefined) grant.delegations = [delegationOf(state, agentAskedFor(state, agent), grant, {})]
  }
  // Set afterwards, so that accounts which the scenario connects have no end.
  return { ...state, ...(world.grantTtl !== undefined && { grantTtl: world.grantTtl }) }
}
