import type {
  AuthorizeRequest,
  CreateSessionResponse,
  Grant,
  GrantRevocation,
  PageSession,
  ProviderInfo,
  SessionResult,
} from '@alter/protocol'
import { accountPage, decide, type AccountPage, type Decision } from './consent.ts'
import { findGrant, newGrant, revokeGrant, setDefaultGrant } from './grants.ts'
import { PROVIDERS, type MockProvider } from './provider.ts'
import { MockProblem } from './problem.ts'
import { scenarioNamed, type ScenarioName } from './scenario.ts'
import {
  authorizeSession,
  byToken,
  cancelSession,
  completeSession,
  hasEnded,
  newSession,
  sessionOf,
  startSession,
  type SessionProof,
} from './sessions.ts'
import { pageView, resultView } from './session-view.ts'
import { emptyState, type MockState } from './state.ts'
import type { Store } from './store.ts'

/** A session as the app's own backend asks for it. */
interface MintRequest {
  provider?: string
  grant_id?: string
  account_hint?: string
}

/** The vault that is not there: one user, who is always signed in, and providers that need no password. */
export interface MockVault {
  /** Forgets everything and begins the scenario. */
  reset(scenario: ScenarioName): void
  providers(origin: string): ProviderInfo[]
  /** Grants of the user, revoked ones left out. */
  grants(): Grant[]
  /**
   * The grant that a call of the app's backend would use.
   * @throws {MockProblem} `grant_not_found`, `ambiguous_grant`, `grant_revoked`
   */
  grantFor(choice: { provider: string; account?: string }): Grant
  setDefault(grantId: string): Grant
  revoke(grantId: string): GrantRevocation
  mint(request: MintRequest, at: { page: string; origin: string }): CreateSessionResponse
  start(proof: SessionProof): PageSession
  authorize(proof: SessionProof, request: AuthorizeRequest): { authorization_url: string }
  complete(proof: SessionProof): PageSession
  cancel(proof: SessionProof): PageSession
  /** Waits for news, at most so many milliseconds. */
  result(token: string, wait: number): Promise<SessionResult>
  /** What the provider shows for an authorization request. */
  accounts(state: string): AccountPage
  /** What the user does there; answers where the provider sends the browser. */
  decide(state: string, decision: Decision): { location: string }
}

export function createMockVault(store: Store): MockVault {
  const change = <Value>(run: (state: MockState) => Value): Value => {
    const state = store.read()
    const value = run(state)
    store.write(state)
    return value
  }

  return {
    reset(scenario) {
      const state = emptyState(scenario)
      for (const { provider, account } of scenarioNamed(scenario).connected) {
        newGrant(state, providerNamed(provider), account)
      }
      store.write(state)
    },
    providers: (origin) => PROVIDERS.map((provider) => providerInfo(provider, origin)),
    grants: () => store.read().grants.filter(({ status }) => status !== 'revoked'),
    grantFor: (choice) => findGrant(store.read(), choice),
    setDefault: (grantId) => change((state) => setDefaultGrant(state, grantId)),
    revoke: (grantId) => change((state) => revokeGrant(state, grantId)),
    mint(request, at) {
      const offered = request.provider === undefined ? PROVIDERS : [providerNamed(request.provider)]
      const providers = offered.map((provider) => providerInfo(provider, at.origin))
      return change((state) => newSession(state, { ...request, ...at, providers }))
    },
    start: (proof) => change((state) => pageView(startSession(sessionOf(state, proof)))),
    authorize: (proof, request) => change((state) => authorizeSession(sessionOf(state, proof), request)),
    complete: (proof) => change((state) => pageView(completeSession(sessionOf(state, proof)))),
    cancel: (proof) => change((state) => pageView(cancelSession(sessionOf(state, proof)))),
    async result(token, wait) {
      const signal = AbortSignal.timeout(wait)
      const seen = JSON.stringify(byToken(store.read(), token))
      for (;;) {
        const session = byToken(store.read(), token)
        if (hasEnded(session) || signal.aborted || JSON.stringify(session) !== seen)
          return resultView(session)
        await store.changed(signal)
      }
    },
    accounts: (state) => accountPage(store.read(), state),
    decide: (authorization, decision) => change((state) => decide(state, authorization, decision)),
  }
}

/** The provider of that id, or the vault's own refusal. */
function providerNamed(id: string): MockProvider {
  const provider = PROVIDERS.find((candidate) => candidate.id === id)
  if (provider === undefined) {
    const known = PROVIDERS.map((candidate) => candidate.id).join(', ')
    throw new MockProblem('unknown_provider', `No provider "${id}"; the mock plays ${known}`, {
      field: 'provider',
    })
  }
  return provider
}

function providerInfo({ id, name, scopes }: MockProvider, origin: string): ProviderInfo {
  return { id, name, scopes, fields: [], logo_url: new URL(`/sdk/providers/${id}/logo.svg`, origin).href }
}
