import { Readable } from 'node:stream'
import { HEADER } from '@alter/protocol'
import { Hono } from 'hono'
import type { Audit } from '../audit/audit.ts'
import type { StoredGrant } from '../grants/grant.ts'
import { selectGrant } from '../grants/select.ts'
import type { Callers } from '../identity/caller.ts'
import { ProblemError } from '../problem.ts'
import { readCall } from './call.ts'
import { responseHeaders } from './headers.ts'
import { useGrant } from './use.ts'
import type { Used, UseParts } from './use.ts'

export interface ProxyParts extends UseParts {
  callers: Callers
  audit: Audit
  now: () => number
}

/** A server answers these with the request it got, or with a tunnel: the credential would come back. */
const ECHOING = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** Calls a provider's API with the credential of the grant that the caller means. */
export const proxyRoute = (parts: ProxyParts): Hono<{ Bindings: { ip?: string } }> =>
  new Hono<{ Bindings: { ip?: string } }>().all('/sdk/proxy', async (context) => {
    const request = context.req.raw
    if (ECHOING.has(request.method)) {
      throw new ProblemError('method_not_allowed', `${request.method} is not passed on.`)
    }
    const caller = await parts.callers.remembered(request)
    const call = readCall(request)
    const startedAt = parts.now()
    const told = {
      app: caller.app.id,
      user: caller.user?.id ?? null,
      action: 'use',
      reason: call.reason,
      startedAt,
    } as const
    let grant: StoredGrant | null = null
    try {
      grant = await selectGrant(parts.grants, caller, call.choice)
      const used = await useGrant(parts, { caller, grant, ip: context.env.ip, target: call.target }, request)
      const detail = `${request.method} ${used.url.host} ${used.answer.statusCode}`
      parts.audit.record({ ...told, grant: grant.id, provider: grant.provider, outcome: 'ok', detail })
      return toResponse(used)
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : 'internal_error'
      const provider = grant?.provider ?? ('provider' in call.choice ? call.choice.provider : null)
      const outcome = code.startsWith('provider_') || code === 'internal_error' ? 'failed' : 'denied'
      parts.audit.record({ ...told, grant: grant?.id ?? null, provider, outcome, detail: code })
      throw error
    }
  })

const toResponse = ({ answer: { statusCode: status, headers }, content }: Used): Response => {
  const told = responseHeaders(headers)
  told.set(HEADER.upstream, '1')
  const body = content instanceof Readable ? Readable.toWeb(content) : content
  return new Response(body, { status, headers: told })
}
