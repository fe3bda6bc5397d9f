import type { RequestHandler } from 'msw'
import type { Routes } from './handlers/routes.ts'
import type { World } from './vault/begin.ts'
import type { MockVault } from './vault/vault.ts'
import { assertEndpoint, ENDPOINTS, type Endpoint, type Fault } from './world/endpoint.ts'
import { type OwnAgent, ownAgents } from './world/own-agent.ts'
import { ownProviders, type OwnProvider } from './world/own-provider.ts'
import type { ScenarioName } from './world/scenario.ts'

/** Options of a mock. */
export interface MockOptions {
  /** The first scenario. Default: `success`. */
  scenario?: ScenarioName | undefined
  /**
   * Path of the Connect page, or its address if the vault has its own origin. In the browser there must be a real page
   * at the app's origin. Default: `/sdk/oauth/connect`.
   */
  page?: string | undefined
  /** Path of the app's own routes. Default: `/api/alter`. */
  basePath?: string | undefined
  /** Origins of the app's pages. As with `alterRoutes`, changes from other origins are refused. Default: any origin. */
  origins?: readonly string[] | undefined
  /** Life of each new connection in seconds. Default: no end. */
  grantTtl?: number | undefined
  /**
   * Providers in addition to Google and GitHub, by id. One called `google` or `github` replaces the built-in one.
   * Default: none.
   * @throws {TypeError} naming the field at fault, when the mock is created
   * @example
   * setupAlterMock({ providers: { acme: { name: 'Acme', scopes: ['orders.read'] } } })
   */
  providers?: Record<string, OwnProvider> | undefined
  /**
   * Agents in addition to `research-bot` for which pages may ask their users, by name. Default: none.
   * @throws {TypeError} for an invalid name, when the mock is created
   * @example
   * setupAlterMock({ agents: { scout: { displayName: 'Scout', maxTtlSeconds: 86_400 } } })
   */
  agents?: Record<string, OwnAgent> | undefined
  /** Handlers of the app's other routes. They can ask the mocked vault which grant a call would use. Default: none. */
  handlers?: ((vault: MockVault) => RequestHandler[]) | undefined
}

/** Controls the mocked world while it runs. */
export interface MockControls {
  /** Forgets everything, including conditions, and begins another scenario. */
  use(scenario: ScenarioName): void
  /** Moves the vault's clock forward, so that sessions and grants expire. */
  advance(seconds: number): void
  /** Delays the answers of an endpoint by this many milliseconds. */
  delay(endpoint: Endpoint, milliseconds: number): void
  /** Makes an endpoint fail this many times, or until {@link MockControls.heal}. */
  fail(endpoint: Endpoint, fault: Fault, options?: { times?: number }): void
  /** Ends `delay` and `fail` at one endpoint, or at all. What the scenario says stays. */
  heal(endpoint?: Endpoint): void
  /** The mocked vault itself, to inspect it and to act as the user. */
  readonly vault: MockVault
}

/** A mocked vault that can be started and stopped. */
export interface AlterMock extends MockControls {
  /** Starts to answer requests, and begins the scenario. */
  start(): Promise<void>
  /** Stops answering requests. The next start begins without connections. */
  stop(): void
}

export function routesOf({
  page = '/sdk/oauth/connect',
  basePath = '/api/alter',
  origins,
}: MockOptions): Omit<Routes, 'browsers'> {
  return { page, basePath, ...(origins !== undefined && { origins }) }
}

/** The options that stay the same in every scenario. */
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
