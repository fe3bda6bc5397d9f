import { accountNamed, connectAccount } from './grants.ts'
import { providerNamed } from './provider.ts'
import { scenarioNamed, type ScenarioName } from './scenario.ts'
import { emptyState, type MockState } from './state.ts'

/** How everything stands before the first click. */
export function beginScenario(name: ScenarioName): MockState {
  const state = emptyState(name)
  for (const { provider, account, status, scopes } of scenarioNamed(name).connected ?? []) {
    const at = providerNamed(provider, 'provider')
    const given = scopes === 'identity' ? at.identityScopes : [...at.identityScopes, ...at.scopes]
    const { grant } = connectAccount(state, at, accountNamed(at, account), given)
    if (status !== undefined) grant.status = status
  }
  return state
}
