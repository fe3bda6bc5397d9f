import type { Audit, AuditEvent, Begun } from '../audit-event.ts'
import type { Chosen } from '../grants/chosen.ts'
import type { Caller } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import type { Call } from './call.ts'
import type { Progress } from './send.ts'

/** A use and its audit row. The row begins before the request is sent, and ends whatever happens. */
export interface NotedUse extends Progress {
  /** Records what the call asks for, once it was read. */
  asked(call: Call): void
  /** Records the grant of the call. */
  found(chosen: Chosen): void
  succeeded(url: URL, status: number): void
  failed(error: unknown): void
  /** Whether something was sent to the provider. */
  wasSent(): boolean
}

export function noteUse(
  {
    audit,
    strictAudit,
    auditPaths,
    now,
  }: { audit: Audit; strictAudit: boolean; auditPaths: boolean; now: () => number },
  { app, user, agent }: Caller,
  key: string | null,
  request: Request,
): NotedUse {
  let event: Omit<AuditEvent, 'outcome' | 'detail' | 'status'> = {
    app: app.id,
    user: user?.id ?? null,
    subject: user ?? undefined,
    action: 'use',
    grant: null,
    provider: null,
    key,
    agent: agent?.id,
    method: request.method,
    startedAt: now(),
  }
  let begun: Begun | undefined
  let isSent = false
  let status: number | undefined
  function end(ending: Pick<AuditEvent, 'outcome' | 'detail' | 'status'>): void {
    if (begun) begun.end(ending)
    else audit.record({ ...event, ...ending })
  }
  return {
    asked({ target, reason, choice, trace }) {
      const { host, pathname: path } = URL.parse(target) ?? {}
      event = {
        ...event,
        ...trace,
        reason,
        provider: 'provider' in choice ? choice.provider : null,
        ...(host && { host }),
        ...(auditPaths && path && { path }),
      }
    },
    found({ grant, delegation }) {
      // The user of the grant, even if no token names the user.
      const { id, provider, owner, userId } = grant
      event = { ...event, grant: id, provider, delegation: delegation?.id }
      if (userId !== '') event = { ...event, user: userId, subject: owner ?? event.subject }
    },
    intended() {
      if (!strictAudit) return undefined
      begun ??= audit.begin(event)
      return begun.written()
    },
    sending() {
      isSent = true
      begun ??= audit.begin(event)
    },
    answered(answer) {
      status = answer
    },
    wasSent: () => isSent,
    succeeded({ host }, answer) {
      end({ outcome: 'ok', detail: `${request.method} ${host} ${answer}`, status: answer })
    },
    failed(error) {
      const code = error instanceof ProblemError ? error.code : 'internal_error'
      // The provider may have carried out the request, even if nobody waits for the answer any more.
      if (begun && request.signal.aborted) {
        const what = [request.method, event.host, status, 'caller_left'].filter((part) => part !== undefined)
        return end({ outcome: status === undefined ? 'unknown' : 'ok', detail: what.join(' '), status })
      }
      const isFault = code.startsWith('provider_') || code === 'internal_error'
      end({ outcome: isFault ? 'failed' : 'denied', detail: code, status })
    },
  }
}
