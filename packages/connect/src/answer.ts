import type { Connection } from '@alter/protocol'
import { ConnectError, namedError } from './errors.ts'
import type { Outcome } from './machine.ts'

/** Something that happened in the flow. */
export interface Step {
  event: string
  provider?: string | undefined
}

/** Fields of the page's messages and of the vault's answers, not yet checked. */
export interface Fields {
  type?: unknown
  session?: unknown
  event?: unknown
  provider?: unknown
  status?: unknown
  grants?: unknown
  error?: unknown
  error_description?: unknown
  events?: unknown
  code?: unknown
  detail?: unknown
}

/** The outcome that a message or an answer tells; `undefined` when it tells none, or is malformed. */
export function parseOutcome({
  type,
  status,
  grants,
  error,
  error_description,
}: Fields): Outcome | undefined {
  if (type === 'alter_connect_success' || status === 'completed') {
    if (isConnections(grants)) return { status: 'connected', connections: grants }
    return status ? { status: 'error', error: new ConnectError('invalid_response') } : undefined
  }
  if ((type === 'alter_connect_error' && error) || status === 'failed' || status === 'expired') {
    return { status: 'error', error: namedError(error ?? 'session_expired', error_description) }
  }
  return status === 'cancelled' ? { status: 'exit', reason: 'cancelled', certain: true } : undefined
}

/** What a message or an answer says has happened. */
export function parseSteps({ events, event, provider }: Fields): Step[] {
  const steps: unknown[] = Array.isArray(events) ? events : [{ event, provider }]
  return steps.filter(isStep)
}

function isStep(value: unknown): value is Step {
  return hasTexts(value, ['event'])
}

function isConnections(value: unknown): value is Connection[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => hasTexts(item, ['grant_id', 'provider', 'account_identifier']))
  )
}

function hasTexts(value: unknown, names: string[]): boolean {
  return names.every((name) => typeof Object(value)[name] === 'string' && Object(value)[name])
}
