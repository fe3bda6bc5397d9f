import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Callers } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import type { Audit, AuditEvent } from '../audit-event.ts'

interface Call {
  action: AuditEvent['action']
  /** The route records its own success, with details that only it knows. */
  tellsSuccess?: true
}

/** The routes that an app's key opens, except the proxy: that one records its uses itself. */
const CALLS: Record<string, Call> = {
  'POST /sdk/oauth/connect/session': { action: 'mint', tellsSuccess: true },
  'POST /sdk/oauth/connect/session/result': { action: 'read_result' },
  'GET /sdk/me': { action: 'read_me' },
  'GET /sdk/grants': { action: 'list' },
  'PUT /sdk/grants/:id/default': { action: 'set_default', tellsSuccess: true },
  'POST /sdk/grants/:id/revoke': { action: 'revoke', tellsSuccess: true },
  'POST /sdk/grants/:id/delegations/revoke': { action: 'revoke_delegation', tellsSuccess: true },
  'DELETE /sdk/me/delegations/:grant': { action: 'revoke_delegation', tellsSuccess: true },
  'GET /sdk/providers': { action: 'list_providers' },
  'GET /sdk/approvals/:id': { action: 'read_approval' },
  'GET /sdk/approvals/:id/result': { action: 'read_approved' },
  'DELETE /sdk/users/:id': { action: 'delete_user', tellsSuccess: true },
  'GET /sdk/agents': { action: 'list_agents' },
  'POST /sdk/agents': { action: 'create_agent', tellsSuccess: true },
  'GET /sdk/agents/:id': { action: 'read_agent' },
  'PATCH /sdk/agents/:id': { action: 'update_agent', tellsSuccess: true },
  'DELETE /sdk/agents/:id': { action: 'delete_agent', tellsSuccess: true },
  'GET /sdk/agents/:id/keys': { action: 'list_keys' },
  'POST /sdk/agents/:id/keys': { action: 'create_key', tellsSuccess: true },
  'POST /sdk/agents/:id/keys/:key/deprecate': { action: 'deprecate_key', tellsSuccess: true },
  'POST /sdk/agents/:id/keys/:key/revoke': { action: 'revoke_key', tellsSuccess: true },
  'GET /sdk/keys': { action: 'list_keys' },
  'POST /sdk/keys': { action: 'create_key', tellsSuccess: true },
  'POST /sdk/keys/:id/deprecate': { action: 'deprecate_key', tellsSuccess: true },
  'POST /sdk/keys/:id/revoke': { action: 'revoke_key', tellsSuccess: true },
}

/** Codes of the refusals for callers who could not prove who they are. */
const REFUSALS = new Set([
  'invalid_api_key',
  'insufficient_scope',
  'agent_inactive',
  'invalid_user_token',
  'user_token_too_large',
  'invalid_token',
])

/** Records every call of an app with its outcome, and every caller who could not prove who they are. */
export function auditCalls({
  audit,
  callers,
  now,
}: {
  audit: Audit
  callers: Callers
  now: () => number
}): MiddlewareHandler {
  return async (context, next) => {
    const startedAt = now()
    await next()
    const { raw, method } = context.req
    const caller = callers.known(raw)
    const key = callers.keyName(raw)
    const code = context.error && codeOf(context.error)
    if (code !== undefined && REFUSALS.has(code)) {
      audit.refuse(caller?.app.id ?? null, code, key)
      return
    }
    const call = CALLS[`${method} ${routePath(context, -1)}`]
    if (!caller || !call || (code === undefined && call.tellsSuccess)) return
    const isAll = call.action === 'list' && caller.user === null && context.req.query('all') === 'true'
    audit.record({
      app: caller.app.id,
      user: caller.user?.id ?? null,
      subject: caller.user ?? undefined,
      grant: /^\/sdk\/grants\/([^/]{1,64})\//.exec(context.req.path)?.[1] ?? null,
      provider: null,
      key,
      agent: caller.agent?.id,
      action: isAll ? 'list_all' : call.action,
      outcome: code === undefined ? 'ok' : context.res.status < 500 ? 'denied' : 'failed',
      detail: code,
      startedAt,
    })
  }
}

function codeOf(error: Error): string {
  return error instanceof ProblemError ? error.code : 'internal_error'
}
