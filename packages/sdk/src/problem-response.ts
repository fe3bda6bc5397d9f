import { STATUS_CODES } from 'node:http'
import { PROBLEM_STATUS, type Problem, type ProblemCode, type ProblemDetails } from '@alter/protocol'
import type { AlterError } from './alter-error.ts'
import { isCallerLeft, unread } from './caller-left.ts'
import type { PolicyError } from './errors.ts'
import { accountToWire } from './grant.ts'
import type { AgentLabel } from './delegation.ts'
import { isAlterError } from './guard.ts'
import { present } from './present.ts'
import { logUnexpected, type OnError } from './report.ts'

export interface ProblemResponseOptions {
  /** Receives every error. Default: `console.error` for what only the backend can mend, its own faults included. */
  onError?: OnError
  /**
   * The request that failed. Where it failed for no other reason than that its caller has left, nothing is reported.
   * Default: each error is somebody's.
   */
  request?: Pick<Request, 'signal'> | undefined
}

/**
 * The problem document that tells a browser what an error means: the vault's own code and details. What only the
 * backend can mend, and whatever is no error of the SDK, is `internal_error` without a word of its message.
 * @example
 * hono.onError((error, context) => problemResponse(error, { request: context.req.raw }))
 * @see RFC 9457
 */
export function problemResponse(error: unknown, options?: ProblemResponseOptions | null): Response {
  if (options?.request && isCallerLeft(error, options.request.signal)) return unread()
  const onError = options?.onError ?? logUnexpected
  onError(error)
  return documentFor(error)
}

function documentFor(error: unknown): Response {
  if (!isAlterError(error)) return problem('internal_error', "The app's backend failed; its log says why.")
  const details = detailsOf(error)
  switch (error.code) {
    case 'invalid_api_key':
      return problem('internal_error', "The vault refused the API key of the app's backend.")
    case 'insufficient_scope':
      return problem('internal_error', "The API key of the app's backend may not do this.")
    // These details name addresses of the backend's own network.
    case 'network_error':
      if (TOO_LARGE.has(error.status)) return problem('internal_error', NOT_OF_THIS_SIZE)
      if (isOfAnother(error)) return problem('internal_error', NO_VAULT)
      return problem('provider_unreachable', "The app's backend could not reach the vault.", details)
    case 'timeout':
      return problem('provider_timeout', 'There was no answer in time.', details)
    default:
      return isProblemCode(error.code)
        ? problem(error.code, error.detail, details)
        : problem('internal_error', 'The vault answered with an error that this version does not know.')
  }
}

const NO_VAULT =
  "Something else than the vault answered the app's backend: its baseUrl is the address of the vault. The log of the backend has what it asked."

const NOT_OF_THIS_SIZE =
  'A server before the vault does not take a call of this size. The log of the backend has the sizes.'

/** What is there may be the vault's own server: it does not take this call. @see RFC 9110 §15.5.14, §15.5.15, RFC 6585 §5 */
const TOO_LARGE = new Set<unknown>([413, 414, 431])

/** There was an answer that stays the same. What a proxy or CDN says of its own troubles, or of waiting, passes. */
function isOfAnother({ status }: AlterError): boolean {
  return status !== undefined && status < 500 && !MAY_PASS.has(status)
}

/** @see RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4 */
const MAY_PASS = new Set([408, 425, 429])

/** Builds a problem document that is never cached. */
export function problem(
  code: ProblemCode,
  detail: string,
  details: ProblemDetails & { request_id?: string } = {},
  headers: Record<string, string> = {},
): Response {
  const status = PROBLEM_STATUS[code]
  const title = STATUS_CODES[status] ?? code
  const body: Problem = { type: 'about:blank', title, status, code, detail, ...details }
  const { retry_after: retryAfter } = details
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'private, no-store',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }),
      ...headers,
    },
  })
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_STATUS, code)
}

function detailsOf(error: AlterError): ProblemDetails & { request_id?: string } {
  return present({
    provider: error.provider,
    request_id: error.requestId,
    retry_after: error.retryAfter,
    field: 'field' in error && typeof error.field === 'string' ? error.field : undefined,
    host: 'host' in error && typeof error.host === 'string' ? error.host : undefined,
    grant_id: 'grantId' in error && typeof error.grantId === 'string' ? error.grantId : undefined,
    accounts: isAlterError(error, 'ambiguous_grant') ? error.accounts.map(accountToWire) : undefined,
    missing_scopes: isAlterError(error, 'scope_reauth_required') ? error.missingScopes : undefined,
    agent: isAlterError(error, 'no_delegated_grant') ? agentToWire(error.agent) : undefined,
    approval_id: 'approvalId' in error && typeof error.approvalId === 'string' ? error.approvalId : undefined,
    approval_url: isAlterError(error, 'approval_required') ? error.approvalUrl : undefined,
    expires_at: isAlterError(error, 'approval_required') ? error.expiresAt : undefined,
    denial_reason: isAlterError(error, 'approval_denied') ? error.denialReason : undefined,
    failure: 'failure' in error && typeof error.failure === 'string' ? error.failure : undefined,
    policy_error: isAlterError(error, 'policy_violation') ? policyToWire(error.policyError) : undefined,
  })
}

function agentToWire(agent: AgentLabel | undefined): ProblemDetails['agent'] {
  return agent && { agent_id: agent.agentId, name: agent.name, display_name: agent.displayName }
}

function policyToWire({ retryAfter, ...rest }: PolicyError): NonNullable<ProblemDetails['policy_error']> {
  return present({ ...rest, retry_after: retryAfter })
}
