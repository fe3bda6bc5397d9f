import type { ConnectErrorCode } from './errors.ts'
import type { Flow } from './flow.ts'
import type { Tools } from './seek.ts'

/** Fields of the vault's answers, not yet checked. */
export interface Answer {
  status?: unknown
  grants?: unknown
  error?: unknown
  error_description?: unknown
  events?: unknown
}

/** Whether the vault and we call an error the same. */
function isNamed(error: unknown): error is ConnectErrorCode {
  return /^(session_expired|invalid_token|access_denied|account_mismatch|scope_denied|interaction_required|provider_(error|unreachable))$/.test(
    String(error),
  )
}

/** Reads what the vault says of the session, and settles the flow with an outcome. */
export function hear(flow: Flow, tools: Tools, answer: Answer): void {
  const { events, status, error = 'session_expired', error_description } = answer
  const counts = {}
  if (Array.isArray(events)) for (const event of events) tools.read(flow, Object(event), counts)
  if (status === 'cancelled') tools.finish(flow, { status: 'exit', reason: 'cancelled', certain: true })
  tools.read(flow, answer, counts)
  // A success that could be read has settled the flow.
  if (status === 'completed' || status === 'failed' || status === 'expired') {
    const code = status === 'completed' ? 'invalid_response' : isNamed(error) ? error : 'oauth_error'
    const message = typeof error_description === 'string' ? error_description : ''
    tools.finish(flow, {
      status: 'error',
      error: new tools.ConnectError(code, message, { details: { error } }),
    })
  }
}
