import type { Grant, ProviderInfo, Tightening } from '@alter/protocol'
import type { SessionCourse } from '@alter/protocol/rules'
import type { Condition, Endpoint } from './endpoint.ts'
import type { MockAgent } from './own-agent.ts'
import type { MockProvider } from './provider.ts'
import type { ScenarioName } from './scenario.ts'

/** Increased when the shape below changes, so that state of an older version is not read. */
const VERSION = 5

/** A Connect session with its secrets, because this vault is only for tests. */
export interface MockSession extends SessionCourse {
  token: string
  allowedOrigin: string
  /** Address of its Connect page. */
  page: string
  providers: ProviderInfo[]
  /** Language of its Connect page. Absent for the browser's. */
  locale?: string
  /** Name of the browser that started it. */
  browser?: string
  /** The grant to authorize again. */
  grantId?: string
  accountHint?: string
  /** Name of the agent that the user may let use the account. */
  agent?: string
  /** How the user tightened the agent's rules when last asked. */
  tightening?: Tightening
  /** All authorizations so far. `state` identifies them, as in OAuth. Each is answered once. */
  attempts: MockAttempt[]
  /** Number of changes. */
  version: number
}

/** One authorization. */
export interface MockAttempt {
  state: string
  provider: string
  isAnswered: boolean
  /** How the user tightened the rules on the page that began the attempt. Absent without an agent. */
  tightening?: Tightening
}

/** A grant with members that its listing leaves out. */
export interface MockGrant extends Omit<Grant, 'logo_url' | 'missing_scopes'> {
  /** Number of the change, among all changes, that last affected it. */
  changed: number
  /** When the app disconnected it. Such a grant is not listed, but calls for it can say so. */
  revokedAt?: string
  /** Set for a seeded account. Otherwise the provider's scopes tell what is missing. */
  missing_scopes?: string[]
}

/** The whole state of the mocked vault, as JSON, so that the pages of one origin can share it. */
export interface MockState {
  version: typeof VERSION
  scenario: ScenarioName
  /** How far the clock was moved forward. Milliseconds. */
  ahead: number
  /** Life of a new connection in seconds. Absent for no end. */
  grantTtl?: number
  /** Providers of the test or demo, without the built-in ones. */
  providers: MockProvider[]
  /** Agents of the test or demo, without the built-in one. */
  agents: MockAgent[]
  /** Number of windows that the app has opened. */
  windows: number
  conditions: Partial<Record<Endpoint, Condition>>
  sessions: MockSession[]
  /** Number of changes of grants. */
  changes: number
  /** Oldest first. */
  grants: MockGrant[]
}

export function emptyState(scenario: ScenarioName): MockState {
  return {
    version: VERSION,
    scenario,
    ahead: 0,
    providers: [],
    agents: [],
    windows: 0,
    conditions: {},
    sessions: [],
    changes: 0,
    grants: [],
  }
}

export function isMockState(value: unknown): value is MockState {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
}

/** Now, on the clock of the mocked vault. Milliseconds since 1970. */
export function nowIn({ ahead }: MockState): number {
  return Date.now() + ahead
}

export function timeIn(state: MockState): string {
  return new Date(nowIn(state)).toISOString()
}
