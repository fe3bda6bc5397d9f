import { ConnectError } from '../errors.ts'
import type { NewConnections, Outcome } from '../outcome.ts'
import { isReported, isRetryable, REPORTED_ERRORS } from '../reported-errors.ts'

/** What the vault answers, or the page says, before it is checked. */
export interface Answer {
  status?: unknown
  grants?: unknown
  error?: unknown
  error_description?: unknown
  events?: unknown
}

/** A step of the flow, as the page or the vault reports it. */
export interface Step {
  type: 'step'
  name: string
  provider: string | undefined
  /** How often this source has reported it. */
  count: number
}

/** How the session stands. Without an outcome it goes on. */
export interface Answered {
  type: 'answered'
  outcome: Outcome | undefined
}

/** Reads an answer of the vault: first all steps so far, then how the session stands. */
export function readAnswer(answer: Answer, receive: (news: Step | Answered) => void): void {
  const counts = {}
  if (Array.isArray(answer.events)) {
    for (const event of answer.events) readStep(Object(event), counts, receive)
  }
  receive({ type: 'answered', outcome: outcomeOf(answer) })
}

/** Reads a step, and counts it among those of its source. */
export function readStep(
  { event: name, provider }: { event?: unknown; provider?: unknown },
  counts: Record<string, number>,
  receive: (step: Step) => void,
): void {
  if (!isText(name)) return
  const count = (counts[name] = (counts[name] ?? 0) + 1)
  receive({ type: 'step', name, provider: isText(provider) ? provider : undefined, count })
}

/** How the flow ended, by what the page says or the vault answers; nothing while it goes on. */
export function outcomeOf({
  status,
  grants,
  error = 'session_expired',
  error_description,
}: Answer): Outcome | undefined {
  if (status === 'cancelled') return { status: 'exit', reason: 'cancelled', certain: true }
  if (status === 'completed' && isConnections(grants)) return { status: 'connected', connections: grants }
  if (status !== 'completed' && status !== 'failed' && status !== 'expired') return undefined
  const code = status === 'completed' ? 'invalid_response' : isReported(error) ? error : 'oauth_error'
  const message = isText(error_description) ? error_description : REPORTED_ERRORS[code]
  return {
    status: 'error',
    error: new ConnectError(code, message, { details: { error }, retryable: isRetryable(code) }),
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !!value
}

/** Whether a success can be read. */
export function isConnections(grants: unknown): grants is NewConnections {
  return (
    Array.isArray(grants) &&
    grants[0] &&
    grants.every((grant) => isText(grant?.grant_id) && isText(grant.account_identifier))
  )
}
