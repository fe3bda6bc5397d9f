import { Readable } from 'node:stream'
import { HEADER } from '@alter/protocol'
import { Hono } from 'hono'
import type { Dispatcher } from 'undici'
import type { Audit } from '../audit.ts'
import type { AccessTokens } from '../grants/access.ts'
import { assertUsable } from '../grants/grant.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { GrantFinder } from '../grants/known.ts'
import { requireProvider, selectGrant } from '../grants/select.ts'
import type { Callers } from '../identity/caller.ts'
import type { Use } from '../policies/placed.ts'
import type { Policies } from '../policies/policies.ts'
import { ProblemError } from '../problem.ts'
import { credentialHeader } from '../providers/account.ts'
import { fillProvider } from '../providers/fill.ts'
import { missingScopes } from '../providers/provider.ts'
import type { Provider } from '../providers/provider.ts'
import { readCall } from './call.ts'
import { readContent } from './content.ts'
import type { Content } from './content.ts'
import { forward, takeBody } from './forward.ts'
import type { Answer, ForwardOptions, Outgoing } from './forward.ts'
import { requestHeaders, responseHeaders } from './headers.ts'
import { refusesScope, refusesScopeInBody } from './scope.ts'
import { isAllowed, parseTarget } from './target.ts'

export interface ProxyParts {
  callers: Callers
  grants: GrantFinder
  tokens: AccessTokens
  dispatcher: Dispatcher
  policies: Policies
  audit: Audit
  /** Milliseconds. */
  providerTimeout: number
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
    const caller = await parts.callers.caller(request)
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
      const { answer, content, url } = await useGrant(
        parts,
        { caller, grant, ip: context.env.ip },
        call.target,
        request,
      )
      const detail = `${request.method} ${url.host} ${answer.statusCode}`
      parts.audit.record({ ...told, grant: grant.id, provider: grant.provider, outcome: 'ok', detail })
      return toResponse(answer, content)
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : 'internal_error'
      const provider = grant?.provider ?? ('provider' in call.choice ? call.choice.provider : null)
      const outcome = code.startsWith('provider_') || code === 'internal_error' ? 'failed' : 'denied'
      parts.audit.record({ ...told, grant: grant?.id ?? null, provider, outcome, detail: code })
      throw error
    }
  })

const useGrant = async (
  parts: ProxyParts,
  { caller, grant, ip }: Pick<Use, 'caller' | 'grant' | 'ip'>,
  target: string,
  request: Request,
): Promise<{ answer: Answer; content: Content; url: URL }> => {
  const provider = fillProvider(requireProvider(caller.app, grant.provider), grant.fields)
  const url = parseTarget(target, provider.api_hosts)
  if (provider.strict_scopes) assertScopes(grant, provider)
  const { method, headers } = request
  const use: Use = { caller, provider, grant, ip, method, url, headers }
  assertUsable(grant)
  await parts.policies.assertAllowed(use)
  const token = await parts.tokens.current(grant, provider)
  const outgoing: Outgoing = {
    method,
    url,
    headers: requestHeaders(headers),
    body: await takeBody(request),
  }
  const options: ForwardOptions = {
    credential: (bearer) => credentialHeader(provider, bearer),
    dispatcher: parts.dispatcher,
    mayFollow: (next) => isAllowed(next, provider.api_hosts) && parts.policies.mayFollow(use, next),
    timeout: parts.providerTimeout,
    signal: request.signal,
  }
  const answer = await withFreshToken(parts, grant, provider, token, outgoing, options)
  if (refusesScope(answer)) {
    await answer.body.dump()
    throw scopeProblem(grant, provider)
  }
  const tellsInBody = provider.scope_refusal === 'slack' && answer.statusCode === 200
  const content = await readContent(answer, method, tellsInBody)
  if (tellsInBody && refusesScopeInBody(answer, content)) throw scopeProblem(grant, provider)
  return { answer, content, url }
}

/** A 401 gets one refresh and one more try, where the body can be sent again. */
const withFreshToken = async (
  { tokens }: ProxyParts,
  grant: StoredGrant,
  provider: Provider,
  token: string,
  outgoing: Outgoing,
  options: ForwardOptions,
): Promise<Answer> => {
  const answer = await forward(outgoing, token, options)
  if (answer.statusCode !== 401 || outgoing.body.kind === 'streamed') return answer
  const other = await tokens.after(grant, provider, token).catch(async (error: unknown) => {
    await answer.body.dump()
    throw error
  })
  if (other === null) return answer
  await answer.body.dump()
  return forward(outgoing, other, options)
}

const assertScopes = (grant: StoredGrant, provider: Provider): void => {
  if (missingScopes(provider, provider.required_scopes, grant.scopes).length > 0)
    throw scopeProblem(grant, provider)
}

const scopeProblem = (grant: StoredGrant, provider: Provider): ProblemError => {
  const missing_scopes = missingScopes(provider, provider.required_scopes, grant.scopes)
  const which = missing_scopes.join(', ') || 'more than the app asks for'
  return new ProblemError(
    'scope_reauth_required',
    `${grant.accountIdentifier} has not given the permissions that this call needs (${which}): connect it again.`,
    { missing_scopes, provider: provider.id, grant_id: grant.id },
  )
}

/** The largest body of known length that is read whole: a stream costs more than it. Bytes. */
const toResponse = ({ statusCode: status, headers }: Answer, content: Content): Response => {
  const told = responseHeaders(headers)
  told.set(HEADER.upstream, '1')
  const body = content instanceof Readable ? Readable.toWeb(content) : content
  return new Response(body, { status, headers: told })
}
