import type {
  CreateSessionResponse,
  DelegationRevocation,
  Grant,
  GrantRevocation,
  Landing,
  PageSession,
  ProviderInfo,
  SessionResult,
  Tightening,
} from '@alter/protocol'
import { sessionResult } from '@alter/protocol/rules'
import type { Condition, Endpoint } from '../world/endpoint.ts'
import { providerInfo, providersIn } from '../world/provider.ts'
import { scenarioNamed, type Scenario, type ScenarioName } from '../world/scenario.ts'
import { nowIn, type MockState } from '../world/state.ts'
import type { Store } from '../world/store.ts'
import { byPage, type SessionProof } from './access.ts'
import { removeAgent } from './agent.ts'
import { beginScenario, type World } from './begin.ts'
import { accountPage, decide, type AccountPage, type Decision } from './consent.ts'
import { listed, revokeGrant, setDefaultGrant } from './grants.ts'
import { mintSession, type MintRequest, type Place } from './mint.ts'
import { authorize, cancel, finish, give, start } from './page-calls.ts'
import { seedGrants, type SeededAccount } from './seed.ts'
import { useGrant } from './use.ts'
import { createWaiting } from './waiting.ts'

/** A mocked vault with one user, who is always signed in, and providers without passwords. */
export interface MockVault {
  /** Forgets everything and begins a scenario. */
  reset(scenario: ScenarioName): void
  /** The current scenario. */
  scenario(): Scenario
  /** Whether the browser opens the window that the app asks for now. */
  opensWindow(): boolean
  /** Moves its clock forward. */
  advance(seconds: number): void
  /** Sets an endpoint's deviations beyond those of the scenario; `undefined` removes them. */
  setCondition(endpoint: Endpoint, condition: Condition | undefined): void
  /** The deviations that were set for an endpoint. */
  condition(endpoint: Endpoint): Condition
  /** The deviations for one request, which counts against `times`. */
  take(endpoint: Endpoint): Condition
  /** @param origin origin of the logos */
  providers(origin: string): ProviderInfo[]
  /**
   * Replaces the user's connections without a click, for lists of expired, broken or many accounts. Missing members of
   * an account are those of a new connection.
   * @example
   * mock.vault.seed([{ provider: 'google', account_identifier: 'ada@work.example', status: 'expired' }])
   */
  seed(accounts: readonly SeededAccount[]): void
  /** The SVG logo of a provider. */
  logo(provider: string): string | undefined
  /** The user's grants without those that the app disconnected. */
  grants(origin: string): Grant[]
  /**
   * The grant that a call of the app's backend would use.
   * @throws {MockProblem} `grant_not_found`, `ambiguous_grant`, `grant_revoked`, `grant_expired`,
   * `credential_revoked`, `scope_reauth_required`, `policy_violation`
   */
  grantFor(choice: { provider: string; account?: string }): Pick<Grant, 'grant_id' | 'account_identifier'>
  /** Makes a grant the default one. */
  setDefault(grantId: string, origin: string): Grant
  /** Disconnects a grant, as the app's page does. */
  revoke(grantId: string): GrantRevocation
  /** Ends an agent's delegation of a grant, as the app's page does. */
  removeAgent(grantId: string, agentId: string): DelegationRevocation
  /** Creates a session, as the app's backend does. */
  mint(request: MintRequest, place: Place): CreateSessionResponse
  /** Opens the Connect page of a session. The first time, this binds the session to a browser. */
  start(proof: SessionProof, landing?: Landing): PageSession
  /**
   * Begins an authorization.
   * @param fields answers to the provider's questions
   * @param tightening how the user tightened the rules, when the session is for an agent
   */
  authorize(
    proof: SessionProof,
    provider: string,
    fields?: Record<string, string>,
    tightening?: Tightening,
  ): { authorization_url: string }
  /** Gives an existing account of the user to the session's agent. */
  delegate(proof: SessionProof, grantId: string, tightening?: Tightening): PageSession
  /** Ends a session with several providers, because the user is done. */
  complete(proof: SessionProof): PageSession
  /** Cancels a session. Answers the Connect page if the request has a session id, otherwise the widget. */
  cancel(proof: SessionProof): PageSession | SessionResult
  /** The state of a session after news, or after this many milliseconds. */
  result(proof: SessionProof, wait: number): Promise<SessionResult>
  /** The only origin that may read the session's state. */
  allowedOrigin(proof: SessionProof): string
  /** The provider's page for an authorization. */
  accounts(state: string): AccountPage
  /** Applies the user's decision at the provider. Returns the address to which the browser goes. */
  decide(state: string, decision: Decision): { location: string }
}

/** @param world options for the next scenario */
export function createMockVault(store: Store, world: World = { providers: [], agents: [] }): MockVault {
  const waiting = createWaiting(store)

  function change<Value>(run: (state: MockState) => Value): Value {
    const state = store.read()
    const before = JSON.stringify(state)
    const value = run(state)
    // Written only after a change, because another page may write at the same time.
    if (JSON.stringify(state) !== before) store.write(state)
    return value
  }

  return {
    reset: (scenario) => store.write(beginScenario(scenario, world)),
    scenario: () => scenarioNamed(store.read().scenario),
    opensWindow: () =>
      change((state) => {
        const blocks = scenarioNamed(state.scenario).window === 'blocked'
        return (state.windows += 1) > 1 || !blocks
      }),
    advance: (seconds) =>
      change((state) => {
        state.ahead += seconds * 1000
      }),
    setCondition: (endpoint, condition) =>
      change(({ conditions }) => {
        if (condition === undefined) delete conditions[endpoint]
        else conditions[endpoint] = condition
      }),
    condition: (endpoint) => store.read().conditions[endpoint] ?? {},
    take(endpoint) {
      const { scenario, conditions } = store.read()
      const { everywhere = {} } = scenarioNamed(scenario)
      const set = conditions[endpoint]
      if (set?.times === undefined) return { ...everywhere, ...set }
      const { fault, times, ...rest } = set
      const left = { ...rest, ...(times > 1 && { fault, times: times - 1 }) }
      change((state) => {
        state.conditions[endpoint] = left
      })
      return { ...everywhere, ...set }
    },
    providers: (origin) => providersIn(store.read()).map((provider) => providerInfo(provider, origin)),
    logo: (provider) => providersIn(store.read()).find(({ id }) => id === provider)?.logo,
    grants(origin) {
      const state = store.read()
      const shown = state.grants.filter(({ revokedAt }) => revokedAt === undefined)
      return shown.map((grant) => listed(state, grant, origin))
    },
    seed: (accounts) => change((state) => seedGrants(state, accounts)),
    grantFor: (choice) => change((state) => useGrant(state, choice)),
    setDefault: (grantId, origin) =>
      change((state) => listed(state, setDefaultGrant(state, grantId), origin)),
    removeAgent: (grantId, agentId) => change((state) => removeAgent(state, grantId, agentId)),
    revoke: (grantId) => change((state) => revokeGrant(state, grantId)),
    mint: (request, place) => change((state) => mintSession(state, request, place)),
    start: (proof, landing) => change((state) => start(state, proof, landing)),
    authorize: (proof, provider, fields = {}, tightening) =>
      change((state) => authorize(state, proof, provider, { fields, tightening })),
    delegate: (proof, grantId, tightening = {}) => change((state) => give(state, proof, grantId, tightening)),
    complete: (proof) => change((state) => finish(state, proof)),
    cancel: (proof) => change((state) => cancel(state, proof)),
    async result(proof, wait) {
      function toDeadline(state: MockState): number {
        return byPage(state, proof).expiresAt - nowIn(state)
      }
      const left = toDeadline(store.read())
      await waiting.forNews((state) => byPage(state, proof), left > 0 ? Math.min(wait, left) : wait)
      return change((state) => sessionResult(byPage(state, proof), nowIn(state)))
    },
    allowedOrigin: (proof) => byPage(store.read(), proof).allowedOrigin,
    accounts: (state) => accountPage(store.read(), state),
    decide: (authorization, decision) => change((state) => decide(state, authorization, decision)),
  }
}
