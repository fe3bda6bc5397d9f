import type { Landing, PolicyRule, Tightening } from '@alter/protocol'
import * as rules from '@alter/protocol/rules'
import { ProblemError } from '../problem.ts'

export { complete, connected, hasEnded, leave, LONGEST_GRACE, refused } from '@alter/protocol/rules'

/** One flow, from its creation to its outcome. */
export interface Session extends rules.SessionCourse {
  appId: string
  /** `null` when the grant will belong to the app itself. */
  userId: string | null
  userLabel: string
  tokenHash: string
  /** Hash of the cookie of the browser that started the flow; `null` before. */
  browserHash: string | null
  allowedOrigin: string | null
  /** Ids of the providers. */
  providers: string[]
  /** Required scopes by provider, where the app asks for others than the operator's. */
  requiredScopes: Record<string, string[]>
  /** The grant to authorize again; `null` for none. */
  grantId: string | null
  accountHint: string | null
  /** Language of the page; `null` for the browser's. */
  locale: string | null
  /** Life of new grants in seconds; `null` keeps a grant's present life. */
  grantTtl: number | null
  /** Rules of new grants; `null` keeps a grant's present rules. */
  grantPolicies: PolicyRule[] | null
  /** The agent that may get an account; `null` for none. */
  agentId: string | null
  /** The agent whose own key created the session; `null` when the app's key did. */
  askedBy: string | null
  /** The app's rules for the delegation. */
  agentRules: PolicyRule[] | null
  /** Life of the delegation in seconds; `null` when it ends with the grant. */
  agentTtl: number | null
  /** How the user tightened the agent's rules when last asked. */
  tightening: Tightening | null
  /** The app's own data for the audit. */
  metadata: Record<string, string> | null
  /** Authorization attempts so far. */
  attempts: number
  /** When the outcome was written, or the session expired. */
  endedAt: number | null
  version: number
}

/** How long the outcome can be read. Afterwards the session counts as missing. Milliseconds. */
const OUTCOME_LIFE = 900_000

/** The earliest end of sessions that can still be read. */
export function readableSince(now: number): number {
  return now - OUTCOME_LIFE
}

/** The longest time from now in which somebody may still read how the session ended. Milliseconds. */
export function longestReadable(session: Session): number {
  return session.expiresAt - session.createdAt + rules.graceOf(session) + OUTCOME_LIFE
}

/** The session as of a moment, because it may have expired. */
export function asOf(session: Session, now: number): Session {
  const deadline = rules.deadlineOf(session)
  if (rules.hasEnded(session) || now < deadline) return session
  return { ...rules.runOut(session), endedAt: deadline }
}

/** Starts the session: binds it to a browser, and records where the page is: with a landing, in the app's own tab. */
export function start(
  session: Session,
  browserHash: string,
  landing: Landing | undefined,
  now: number,
): Session {
  return session.status === 'pending' ? rules.start({ ...session, browserHash }, landing, now) : session
}

/** The app's own data as the audit keeps it. */
export function contextOf({ metadata }: Pick<Session, 'metadata'>): string | undefined {
  return metadata === null ? undefined : JSON.stringify(metadata)
}

/** Authorizations and given accounts of one session at most. A person needs fewer. */
const MOST_ATTEMPTS = 20

/**
 * Counts an attempt. Throws `rate_limited` above the limit. The check is part of the change, so that simultaneous
 * requests do not exceed the limit together.
 */
export function countAttempt(session: Session): Session {
  if (session.attempts < MOST_ATTEMPTS) return { ...session, attempts: session.attempts + 1 }
  throw new ProblemError('rate_limited', 'Too many attempts in one session: start again from the app.')
}

/**
 * Records that the user goes to a provider.
 * @param tightening the tightened rules of the agent; `null` without an agent
 */
export function beginAuthorization(
  session: Session,
  provider: string,
  tightening: Tightening | null,
  now: number,
): Session {
  return { ...rules.beginAuthorization(countAttempt(session), provider, now), tightening }
}
