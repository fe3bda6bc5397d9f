import type { AuditEvent } from '../audit-event.ts'
import { contextOf, type Session } from './session.ts'

/** What the audit notes of everything that a session brings about: whose it is, for which agent, and what the app said. */
export function sessionEvent(
  session: Session,
  { action, provider, startedAt }: Pick<AuditEvent, 'action' | 'provider' | 'startedAt'>,
): Omit<AuditEvent, 'grant' | 'outcome'> {
  return {
    app: session.appId,
    user: session.userId,
    provider,
    action,
    agent: session.agentId ?? undefined,
    context: contextOf(session),
    startedAt,
  }
}
