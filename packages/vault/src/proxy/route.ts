import { Hono } from 'hono'
import type { Audit } from '../audit-event.ts'
import { chooseFor, foundFor } from '../grants/chosen.ts'
import type { Callers } from '../identity/caller.ts'
import type { LimitUses } from '../policies/use-limit.ts'
import { ProblemError } from '../problem.ts'
import { isPassingFault } from '../storage/passing-fault.ts'
import { readCall } from './call.ts'
import { noteUse } from './noted.ts'
import { toResponse } from './response.ts'
import { useGrant, type UseParts } from './use.ts'

export interface ProxyParts extends UseParts {
  callers: Callers
  limitUses: LimitUses
  audit: Audit
  /** Whether the audit row is written before anything is sent. */
  strictAudit: boolean
  /** Whether the audit keeps the path of each use. */
  auditPaths: boolean
  now: () => number
}

/** Methods whose answer repeats the request or is a tunnel, so that the credential would come back. */
const ECHOING = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** Calls a provider's API with the credential of the grant that the caller names. */
export function proxyRoute(parts: ProxyParts): Hono<{ Bindings: { ip?: string } }> {
  return new Hono<{ Bindings: { ip?: string } }>().all('/sdk/proxy', async (context) => {
    const request = context.req.raw
    if (ECHOING.has(request.method)) {
      throw new ProblemError('method_not_allowed', `The vault does not pass on ${request.method} requests.`)
    }
    const caller = await parts.callers.remembered(request)
    const noted = noteUse(parts, caller, parts.callers.keyName(request), request)
    try {
      const call = readCall(request)
      noted.asked(call)
      const [found] = await parts.callers.confirmedWith(
        request,
        Promise.allSettled([chooseFor(parts, caller, call.choice)]),
      )
      const chosen = foundFor(caller.agent, call.choice, found)
      noted.found(chosen)
      parts.limitUses(chosen.grant.userId)
      const asked = { caller, ...chosen, ip: context.env.ip, target: call.target }
      const used = await useGrant(parts, asked, request, noted)
      const response = toResponse(used, request.method)
      noted.succeeded(used.url, used.answer.statusCode)
      return response
    } catch (error) {
      noted.failed(error)
      if (!noted.wasSent() || !isPassingFault(error)) throw error
      // The provider may have done what was asked, so nobody may take this for a request that can be repeated.
      throw new Error('the database was away after the request was sent', { cause: error })
    }
  })
}
