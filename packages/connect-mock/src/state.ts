import type {
  Connection,
  ConnectEvent,
  Grant,
  ProviderInfo,
  SessionErrorCode,
  SessionStatus,
} from '@alter/protocol'
import type { ScenarioName } from './scenario.ts'

/** Raised when the shape below changes, so that what an older version left behind is not read. */
const VERSION = 1

/** One Connect session, secrets and all: this vault is made for tests. */
export interface MockSession {
  id: string
  token: string
  status: SessionStatus
  allowedOrigin: string
  /** Address of its Connect page. */
  page: string
  providers: ProviderInfo[]
  /** The grant to be authorized again. */
  grantId?: string
  accountHint?: string
  /** The authorization under way; `state` names it, as in OAuth. */
  attempt?: { state: string; provider: string }
  grants: Connection[]
  error?: SessionErrorCode
  errorDescription?: string
  events: ConnectEvent[]
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Everything the mocked vault knows; JSON, so that the pages of one origin can share it. */
export interface MockState {
  version: typeof VERSION
  scenario: ScenarioName
  sessions: MockSession[]
  /** Oldest first; revoked ones stay, so that a call for one can say so. */
  grants: Grant[]
}

export function emptyState(scenario: ScenarioName): MockState {
  return { version: VERSION, scenario, sessions: [], grants: [] }
}

export function isMockState(value: unknown): value is MockState {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
}
