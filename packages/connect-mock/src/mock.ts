import type { RequestHandler } from 'msw'
import { type OwnAgent, ownAgents } from './own-agent.ts'
import type { World } from './begin.ts'
import { assertEndpoint, ENDPOINTS, type Endpoint, type Fault } from './endpoint.ts'
import { ownProviders, type OwnProvider } from './own-provider.ts'
import type { Routes } from './routes.ts'
import type { ScenarioName } from './scenario.ts'
import type { MockVault } from './vault.ts'

/** How the mocked world begins. */
export interface MockOptions {
  /** Default: `success`. */
  scenario?: ScenarioName
  /**
   * Path of the Connect page, or its whole address where the vault has an origin of its own; in the browser a real
   * page of the app's origin has to be there. Default: `/sdk/oauth/connect`.
   */
  page?: string
  /** Path of the app's own routes. Default: `/api/alter`. */
  basePath?: string
  /** Origins of the app's pages: changes from elsewhere are refused, as by `alterRoutes`. Default: any. */
  origins?: readonly string[]
  /** Seconds that a connection lives once it is made. Default: no end. */
  grantTtl?: number
  /**
   * Providers beside Google and GitHub, by id; one called `google` or `github` takes the place of ours. Default: none.
   * @throws {TypeError} when the mock is made, which names the field at fault
   * @example
   * setupAlterMock({ providers: { acme: { name: 'Acme', scopes: ['orders.read'] } } })
   */
  providers?: Record<string, OwnProvider>
  /**
   * Agents beside `research-bot`, by name, which pages may ask their users for. Default: none.
   * @throws {TypeError} when the mock is made, for a name that no agent can have
   * @example
   * setupAlterMock({ agents: { scout: { displayName: 'Scout', maxTtlSeconds: 86_400 } } })
   */
  agents?: Record<string, OwnAgent>
  /** Handlers of the app's other routes; they may ask the mocked vault which grant a call would use. Default: none. */
  handlers?: (vault: MockVault) => RequestHandler[]
}

/** What a test or a demo does to the mocked world while it runs. */
export interface MockControls {
  /** Forgets everything, conditions too, and begins another scenario. */
  use(scenario: ScenarioName): void
  /** Moves the vault's clock forward: sessions end, grants expire. */
  advance(seconds: number): void
  /** Lets an endpoint answer so many milliseconds later. */
  delay(endpoint: Endpoint, milliseconds: number): void
  /** Lets an endpoint fail, so many times or until {@link MockControls.heal}. */
  fail(endpoint: Endpoint, fault: Fault, options?: { times?: number }): void
  /** Ends what `delay` and `fail` began, at one endpoint or at all; what the scenario says stays. */
  heal(endpoint?: Endpoint): void
  /** The mocked vault itself, to look into and to act as the user. */
  readonly vault: MockVault
}

/** A mocked vault that can be started and stopped. */
export interface AlterMock extends MockControls {
  /** Begins to answer requests; the scenario begins too. */
  start(): Promise<void>
  /** Ends answering; what is connected is forgotten at the next start. */
  stop(): void
}

export function routesOf({
  page = '/sdk/oauth/connect',
  basePath = '/api/alter',
  origins,
}: MockOptions): Omit<Routes, 'browsers'> {
  return { page, basePath, ...(origins !== undefined && { origins }) }
}

/** What of the options outlives every scenario. */
export function worldOf({ grantTtl, providers = {}, agents = {} }: MockOptions): World {
  return {
    providers: ownProviders(providers),
    agents: ownAgents(agents),
    ...(grantTtl !== undefined && { grantTtl }),
  }
}

export function controlsOf(vault: MockVault): MockControls {
  function set(endpoint: Endpoint, change: Parameters<MockVault['setCondition']>[1]): void {
    assertEndpoint(endpoint)
    vault.setCondition(endpoint, change)
  }
  return {
    vault,
    use: (scenario) => vault.reset(scenario),
    advance: (seconds) => vault.advance(seconds),
    delay: (endpoint, delay) => set(endpoint, { ...vault.condition(endpoint), delay }),
    fail: (endpoint, fault, { times } = {}) => {
      const { delay } = vault.condition(endpoint)
      set(endpoint, {
        fault,
        ...(delay !== undefined && { delay }),
        ...(times !== undefined && { times }),
      })
    },
    heal: (endpoint) => {
      for (const each of endpoint === undefined ? ENDPOINTS : [endpoint]) set(each, undefined)
    },
  }
}
