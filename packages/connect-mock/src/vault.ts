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
import { byPage, type SessionProof } from './access.ts'
import { removeAgent } from './agent.ts'
import { accountPage, decide, type AccountPage, type Decision } from './consent.ts'
import type { Condition, Endpoint } from './endpoint.ts'
import { listed, revokeGrant, setDefaultGrant } from './grants.ts'
import { mintSession, type MintRequest, type Place } from './mint.ts'
import { authorize, cancel, finish, give, start } from './page-calls.ts'
import { providerInfo, providersIn } from './provider.ts'
import { scenarioNamed, type Scenario, type ScenarioName } from './scenario.ts'
import { seedGrants, type SeededAccount } from './seed.ts'
import { beginScenario, type World } from './begin.ts'
import { nowIn, type MockState } from './state.ts'
import type { Store } from './store.ts'
import { useGrant } from './use.ts'
import { createWaiting } from './waiting.ts'

/** The vault that is not there: one user, who is always signed in, and providers that need no password. */
export interface MockVault {
  /** Forgets everything and begins the scenario. */
  reset(scenario: ScenarioName): void
  /** The scenario that runs. */
  scenario(): Scenario
  /** Whether the browser opens the window that the app asks for now. */
  opensWindow(): boolean
  /** Moves its clock forward. */
  advance(seconds: number): void
  /** How an endpoint is from now on, beyond what the scenario says; all is well with `undefined`. */
  setCondition(endpoint: Endpoint, condition: Condition | undefined): void
  /** What was set for an endpoint. */
  condition(endpoint: Endpoint): Condition
  /** How an endpoint is for one request. */
  take(endpoint: Endpoint): Condition
  /** @param origin where the vault is, for logos */
  providers(origin: string): ProviderInfo[]
  /**
   * Replaces what the user has connected, without a click: for a list of expired, broken or many accounts. What an
   * account does not say is as in a connection that was just made.
   *
   * @example
   * mock.vault.seed([{ provider: 'google', account_identifier: 'ada@work.example', status: 'expired' }])
   */
  seed(accounts: readonly SeededAccount[]): void
  /** The SVG of a provider. */
  logo(provider: string): string | undefined
  /** Grants of the user; those disconnected in the app are left out. */
  grants(origin: string): Grant[]
  /**
   * The grant that a call of the app's backend would use.
   * @throws {MockProblem} `grant_not_found`, `ambiguous_grant`, `grant_revoked`, `grant_expired`,
   * `credential_revoked`, `scope_reauth_required`, `policy_violation`
   */
  grantFor(choice: { provider: string; account?: string }): Pick<Grant, 'grant_id' | 'account_identifier'>
  /** Makes a grant the one that is used where none is named. */
  setDefault(grantId: string, origin: string): Grant
  /** Disconnects a grant, as the app's page does. */
  revoke(grantId: string): GrantRevocation
  /** Ends what an agent may do with a grant, as the app's page does. */
  removeAgent(grantId: string, agentId: string): DelegationRevocation
  /** Mints a session, as the app's backend does. */
  mint(request: MintRequest, place: Place): CreateSessionResponse
  /** Opens the Connect page of a session: the first time, this binds it to a browser. */
  start(proof: SessionProof, landing?: Landing): PageSession
  /**
   * Begins an authorization.
   * @param fields answers to what the provider asks before the start
   * @param tightening what the user made tighter, where the session is for an agent
   */
  authorize(
    proof: SessionProof,
    provider: string,
    fields?: Record<string, string>,
    tightening?: Tightening,
  ): { authorization_url: string }
  /** Gives the agent of a session an account that the user has already. */
  delegate(proof: SessionProof, grantId: string, tightening?: Tightening): PageSession
  /** The user is done, where a session has several providers. */
  complete(proof: SessionProof): PageSession
  /** Tells the page when it shows a session id, else the widget. */
  cancel(proof: SessionProof): PageSession | SessionResult
  /** Waits for news, at most so many milliseconds. */
  result(proof: SessionProof, wait: number): Promise<SessionResult>
  /** The only origin that may read about a session. */
  allowedOrigin(proof: SessionProof): string
  /** What the provider shows for an authorization request. */
  accounts(state: string): AccountPage
  /** What the user does there; answers where the provider sends the browser. */
  decide(state: string, decision: Decision): { location: string }
}

/** @param world what it is made with; it begins with the next scenario */
export function createMockVault(store: Store, world: World = { providers: [], agents: [] }): MockVault {
  const waiting = createWaiting(store)

  function change<Value>(run: (state: MockState) => Value): Value {
    const state = store.read()
    const before = JSON.stringify(state)
    const value = run(state)
    // Another page may write at the same time: whoever only looked may not undo that.
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
