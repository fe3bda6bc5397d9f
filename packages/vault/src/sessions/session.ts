import type { Landing, PolicyRule, Tightening } from '@alter/protocol'
import * as rules from '@alter/protocol/rules'
import { ProblemError } from '../problem.ts'

export { complete, connected, hasEnded, leave, LONGEST_GRACE, refused } from '@alter/protocol/rules'

/** One flow, from mint to outcome. */
export interface Session extends rules.SessionCourse {
  appId: string
  /** `null`: the grant will belong to the app itself. */
  userId: string | null
  userLabel: string
  tokenHash: string
  /** Hash of the cookie of the browser that started it. */
  browserHash: string | null
  allowedOrigin: string | null
  /** Ids. */
  providers: string[]
  /** By provider, where the app asked for others than the operator's. */
  requiredScopes: Record<string, string[]>
  /** The grant to authorize again. */
  grantId: string | null
  accountHint: string | null
  /** Language of the page; `null`: the browser's. */
  locale: string | null
  /** Life of the grants made here, in seconds; `null` keeps the one a grant has. */
  grantTtl: number | null
  /** Rules of the grants made here; `null` keeps those a grant has. */
  grantPolicies: PolicyRule[] | null
  /** The agent that the user is asked to let use an account; `null`: none is. */
  agentId: string | null
  /** The agent whose own key asked for it; `null`: the app's did. */
  askedBy: string | null
  /** Rules of the app over what is given to the agent. */
  agentRules: PolicyRule[] | null
  /** Life of what is given to the agent, in seconds; `null`: as long as the grant. */
  agentTtl: number | null
  /** What the user made tighter, when they were asked last. */
  tightening: Tightening | null
  /** What the app notes with the session, for the audit. */
  metadata: Record<string, string> | null
  /** Authorization attempts so far. */
  attempts: number
  /** When the outcome was written, or time ended it. */
  endedAt: number | null
  version: number
}

/** How long the outcome of a session can be read. Afterwards the session does not exist. Milliseconds. */
const OUTCOME_LIFE = 900_000

/** Sessions that ended before this moment can no longer be read. */
export function readableSince(now: number): number {
  return now - OUTCOME_LIFE
}

/** How long after its mint anybody may still ask how a session ended. Milliseconds. */
export function longestReadable(session: Session): number {
  return session.expiresAt - session.createdAt + rules.graceOf(session) + OUTCOME_LIFE
}

/** The session as it stands at a moment: time alone may have ended it. */
export function asOf(session: Session, now: number): Session {
  const deadline = rules.deadlineOf(session)
  if (rules.hasEnded(session) || now < deadline) return session
  return { ...rules.runOut(session), endedAt: deadline }
}

/** The first start binds the session to a browser, and tells where the page is: with a landing, in the app's own tab. */
export function start(
  session: Session,
  browserHash: string,
  landing: Landing | undefined,
  now: number,
): Session {
  return session.status === 'pending' ? rules.start({ ...session, browserHash }, landing, now) : session
}

/** What the app notes with a session, as the audit keeps it. */
export function contextOf({ metadata }: Pick<Session, 'metadata'>): string | undefined {
  return metadata === null ? undefined : JSON.stringify(metadata)
}

/** Most authorizations and given accounts of one session. A person makes fewer. */
const MOST_ATTEMPTS = 20

/**
 * Counts an attempt. Throws `rate_limited` when a session has had as many as it may: in the change itself, so that
 * simultaneous requests do not exceed the limit together.
 */
export function countAttempt(session: Session): Session {
  if (session.attempts < MOST_ATTEMPTS) return { ...session, attempts: session.attempts + 1 }
  throw new ProblemError('rate_limited', 'Too many attempts in one session: start again from the app.')
}

/**
 * The user goes to a provider.
 * @param tightening of the agent that is to use the account; `null` without one
 */
export function beginAuthorization(
  session: Session,
  provider: string,
  tightening: Tightening | null,
  now: number,
): Session {
  return { ...rules.beginAuthorization(countAttempt(session), provider, now), tightening }
}
