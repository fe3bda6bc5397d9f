import type { Grant, ProviderInfo, Tightening } from '@alter/protocol'
import type { SessionCourse } from '@alter/protocol/rules'
import type { MockAgent } from './own-agent.ts'
import type { Condition, Endpoint } from './endpoint.ts'
import type { MockProvider } from './provider.ts'
import type { ScenarioName } from './scenario.ts'

/** Raised when the shape below changes, so that what an older version left behind is not read. */
const VERSION = 5

/** One Connect session, secrets and all: this vault is made for tests. */
export interface MockSession extends SessionCourse {
  token: string
  allowedOrigin: string
  /** Address of its Connect page. */
  page: string
  providers: ProviderInfo[]
  /** Language of its Connect page; the browser's where it is missing. */
  locale?: string
  /** The cookie of the browser that started it. */
  browser?: string
  /** The grant to be authorized again. */
  grantId?: string
  accountHint?: string
  /** Name of the agent that the user is asked to let use the account. */
  agent?: string
  /** What the user made tighter, when they were asked last. */
  tightening?: Tightening
  /** Every authorization so far; `state` names it, as in OAuth. Each is answered once. */
  attempts: MockAttempt[]
  /** Counts the changes. */
  version: number
}

/** One authorization. */
export interface MockAttempt {
  state: string
  provider: string
  isAnswered: boolean
  /** What the user made tighter, as the page that began it had it. Absent without an agent. */
  tightening?: Tightening
}

/** A grant, and what its listing does not say. */
export interface MockGrant extends Omit<Grant, 'logo_url' | 'missing_scopes'> {
  /** Which change of all was the last of this one. */
  changed: number
  /** Disconnected in the app: not listed, and a call for it can say so. */
  revokedAt?: string
  /** What a seeded account lacks; otherwise its scopes are compared with those of the provider. */
  missing_scopes?: string[]
}

/** Everything the mocked vault knows; JSON, so that the pages of one origin can share it. */
export interface MockState {
  version: typeof VERSION
  scenario: ScenarioName
  /** How far the clock was moved forward, in milliseconds. */
  ahead: number
  /** Seconds that a connection lives; no end, if left out. */
  grantTtl?: number
  /** Providers of the test or demo, beside those that are always there. */
  providers: MockProvider[]
  /** Agents of the test or demo, beside the one that is always there. */
  agents: MockAgent[]
  /** Windows that the app asked for so far. */
  windows: number
  conditions: Partial<Record<Endpoint, Condition>>
  sessions: MockSession[]
  /** Changes of grants so far. */
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

/** Milliseconds since 1970, on the clock of the mocked vault. */
export function nowIn({ ahead }: MockState): number {
  return Date.now() + ahead
}

export function timeIn(state: MockState): string {
  return new Date(nowIn(state)).toISOString()
}
