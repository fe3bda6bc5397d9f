import { STATUS_CODES } from 'node:http'
import { PROBLEM_STATUS, type Problem, type ProblemCode, type ProblemDetails } from '@alter/protocol'
import type { AlterError } from '../alter-error.ts'
import type { AgentLabel } from '../answers/delegation.ts'
import { accountToWire } from '../answers/grant.ts'
import type { PolicyError } from '../errors/errors.ts'
import { isAlterError } from '../errors/guard.ts'
import { present } from '../present.ts'
import { isCallerLeft, unread } from './caller-left.ts'
import { logUnexpected, type OnError } from './report.ts'

export interface ProblemResponseOptions {
  /** Receives every error. Default: `console.error` for errors that only the backend's developers can correct. */
  onError?: OnError
  /**
   * The failed request. If it failed only because its caller is gone, nothing is reported. Default: every error is
   * reported.
   */
  request?: Pick<Request, 'signal'> | undefined
}

/**
 * The problem document of an error for a browser, with the vault's own code and details. An error that only the
 * backend's developers can correct, or that is not from the SDK, becomes `internal_error` without its message.
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
    // These details contain addresses of the backend's own network.
    case 'network_error':
      if (TOO_LARGE.has(error.status)) return problem('internal_error', NOT_OF_THIS_SIZE)
      if (isOfAnother(error)) return problem('internal_error', NO_VAULT)
      return problem('provider_unreachable', "The app's backend could not reach the vault.", details)
    case 'timeout':
      return problem('provider_timeout', 'There was no answer in time.', details)
    default:
      return isProblemCode(error.code)
        ? problem(error.code, error.detail, details)
        : problem(
            'internal_error',
            'The vault answered with an error that this version of @alter/sdk does not know.',
          )
  }
}

const NO_VAULT =
  "What answered the app's backend is not a vault: baseUrl must be the address of the vault. The log of the backend shows the call."

const NOT_OF_THIS_SIZE =
  'A server before the vault refuses a call of this size. The log of the backend shows the sizes.'

/**
 * The vault's server may be there, but it refuses a call of this size.
 * @see RFC 9110 §15.5.14, §15.5.15, RFC 6585 §5
 */
const TOO_LARGE = new Set<unknown>([413, 414, 431])

/**
 * Whether the answer comes from another server and will stay the same. Temporary failures of a proxy or CDN do not
 * count.
 */
function isOfAnother({ status }: AlterError): boolean {
  return status !== undefined && status < 500 && !MAY_PASS.has(status)
}

/** @see RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4 */
const MAY_PASS = new Set([408, 425, 429])

/** A problem document that is never cached. */
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
