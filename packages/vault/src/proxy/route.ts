import { Readable } from 'node:stream'
import { HEADER } from '@alter/protocol'
import { Hono } from 'hono'
import type { Audit } from '../audit-event.ts'
import { chooseFor, foundFor } from '../grants/chosen.ts'
import type { Callers } from '../identity/caller.ts'
import type { LimitUses } from '../policies/use-limit.ts'
import { ProblemError } from '../problem.ts'
import { readCall } from './call.ts'
import type { Content } from './content.ts'
import { discard } from './discard.ts'
import { responseHeaders } from './headers.ts'
import { noteUse } from './noted.ts'
import { invalidAnswer } from './provider-problem.ts'
import { type Used, useGrant, type UseParts } from './use.ts'

export interface ProxyParts extends UseParts {
  callers: Callers
  limitUses: LimitUses
  audit: Audit
  /** Whether nothing is sent before its row is written. */
  strictAudit: boolean
  /** Whether the audit keeps where at its host a use went. */
  auditPaths: boolean
  now: () => number
}

/** A server answers these with the request it got, or with a tunnel: the credential would come back. */
const ECHOING = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** Calls a provider's API with the credential of the grant that the caller means. */
export function proxyRoute(parts: ProxyParts): Hono<{ Bindings: { ip?: string } }> {
  return new Hono<{ Bindings: { ip?: string } }>().all('/sdk/proxy', async (context) => {
    const request = context.req.raw
    if (ECHOING.has(request.method)) {
      throw new ProblemError('method_not_allowed', `${request.method} is not passed on.`)
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
      const asked = { caller, ...chosen, ip: context.env.ip, target: call.target, reason: call.reason }
      const used = await useGrant(parts, asked, request, noted)
      const response = toResponse(used, request.method)
      noted.succeeded(used.url, used.answer.statusCode)
      return response
    } catch (error) {
      noted.failed(error)
      throw error
    }
  })
}

/** The answer as the caller gets it; throws `provider_unreachable` for one that HTTP does not know. */
function toResponse({ answer, content, url, renewed }: Used, method: string): Response {
  try {
    const { statusCode: status, headers } = answer
    const answerHeaders = responseHeaders(headers)
    frame(answerHeaders, content, method === 'HEAD')
    answerHeaders.set(HEADER.upstream, '1')
    if (renewed) answerHeaders.set(HEADER.renewed, '1')
    const body = content instanceof Readable ? Readable.toWeb(content) : content
    return new Response(body, { status, headers: answerHeaders })
  } catch (cause) {
    discard(answer.body)
    throw invalidAnswer(url, cause)
  }
}

/**
 * The length is that of what is sent, whatever the provider says; only to HEAD its word is all there is.
 * @see RFC 9110 §8.6
 */
function frame(headers: Headers, content: Content, isHead: boolean): void {
  const length = headers.get('content-length')
  if (Buffer.isBuffer(content)) headers.set('content-length', String(content.byteLength))
  else if ((content === null && !isHead) || !/^\d+$/.test(length ?? '')) headers.delete('content-length')
}
