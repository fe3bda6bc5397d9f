import type { RequestHandler } from 'msw'
import type { Routes } from './handlers.ts'
import type { ScenarioName } from './scenario.ts'
import type { MockVault } from './vault.ts'

export interface MockOptions {
  /** Default: `success`. */
  scenario?: ScenarioName
  /** Path of the Connect page; in the browser a real page has to be there. Default: `/sdk/oauth/connect`. */
  page?: string
  /** Path of the app's own routes. Default: `/api/alter`. */
  basePath?: string
  /** Handlers of the app's other routes; they may ask the mocked vault which grant a call would use. */
  handlers?: (vault: MockVault) => RequestHandler[]
}

export interface AlterMock {
  /** Begins to answer requests; the scenario begins too. */
  start(): Promise<void>
  /** Ends answering; what is connected is forgotten at the next start. */
  stop(): void
  /** Forgets everything and begins another scenario. */
  use(scenario: ScenarioName): void
  /** The mocked vault itself, to look into and to act as the user. */
  readonly vault: MockVault
}

export function routesOf({ page = '/sdk/oauth/connect', basePath = '/api/alter' }: MockOptions): Routes {
  return { page, basePath }
}
