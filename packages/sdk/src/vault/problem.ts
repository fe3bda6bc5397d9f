import { AlterError, type ErrorFacts } from '../alter-error.ts'
import { agentLabelOf, parseAgentLabel, type AgentLabel } from '../answers/delegation.ts'
import { readAccount, type GrantAccount } from '../answers/grant.ts'
import {
  ApprovalDeniedError,
  ApprovalExecutionFailedError,
  ApprovalExpiredError,
  ApprovalRequiredError,
} from '../errors/approval-errors.ts'
import {
  AgentInactiveError,
  AuthenticationError,
  ConnectFailedError,
  HostNotAllowedError,
  InsufficientScopeError,
  InvalidRequestError,
  NetworkError,
  PolicyViolationError,
  ProviderMisconfiguredError,
  RateLimitedError,
  TimeoutError,
  TokenRefreshInProgressError,
  type PolicyError,
} from '../errors/errors.ts'
import {
  AmbiguousGrantError,
  CredentialRevokedError,
  GrantExpiredError,
  GrantNotFoundError,
  GrantRevokedError,
  NoDelegatedGrantError,
  ScopeReauthRequiredError,
} from '../errors/grant-errors.ts'
import { isRecord, readFields } from '../fields.ts'
import { present } from '../present.ts'
import { discardBody } from './discard-body.ts'

/** A problem document with a code. The other members are read when the code needs them. */
export interface ReceivedProblem {
  code: string
  detail: string
  members: Record<string, unknown>
}

/**
 * Reads a problem document of the vault; `undefined` for any other answer, whose body is then cancelled. Rejects when
 * the answer breaks off.
 */
export async function readProblem(response: Response): Promise<ReceivedProblem | undefined> {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/problem+json') {
    discardBody(response)
    return undefined
  }
  const members = parse(await response.text())
  if (!isRecord(members) || typeof members.code !== 'string') return undefined
  return { code: members.code, detail: text(members.detail) ?? 'The vault gave no detail.', members }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** @see RFC 9457 */
export function errorOfProblem({ code, detail, members }: ReceivedProblem, call: ErrorFacts): AlterError {
  const facts: ErrorFacts = present({
    ...call,
    provider: call.provider ?? text(members.provider),
    requestId: call.requestId ?? text(members.request_id),
    retryAfter: call.retryAfter ?? seconds(members.retry_after),
  })
  const grantId = text(members.grant_id)
  switch (code) {
    case 'invalid_request':
    case 'unknown_provider':
    case 'provider_not_configured':
    case 'origin_not_allowed':
    case 'body_too_large':
    case 'user_token_too_large':
      return new InvalidRequestError(code, detail, present({ ...facts, field: text(members.field) }))
    case 'invalid_api_key':
    case 'invalid_user_token':
    case 'user_token_required':
      return new AuthenticationError(code, detail, facts)
    case 'insufficient_scope':
      return new InsufficientScopeError(detail, facts)
    case 'agent_inactive':
      return new AgentInactiveError(detail, facts)
    case 'no_delegated_grant':
      return new NoDelegatedGrantError(detail, present({ ...facts, agent: agentOf(members.agent) }))
    case 'grant_not_found':
      return new GrantNotFoundError(detail, facts)
    case 'ambiguous_grant':
      return new AmbiguousGrantError(detail, { ...facts, accounts: accountsOf(members.accounts) })
    case 'grant_revoked':
      return new GrantRevokedError(detail, present({ ...facts, grantId }))
    case 'credential_revoked':
      return new CredentialRevokedError(detail, present({ ...facts, grantId }))
    case 'grant_expired':
      return new GrantExpiredError(detail, present({ ...facts, grantId }))
    case 'scope_reauth_required': {
      const missingScopes = textsOf(members.missing_scopes)
      return new ScopeReauthRequiredError(detail, present({ ...facts, missingScopes, grantId }))
    }
    case 'policy_violation':
      return new PolicyViolationError(detail, { ...facts, policyError: policyOf(members.policy_error) })
    case 'host_not_allowed':
      return new HostNotAllowedError(detail, present({ ...facts, host: text(members.host) }))
    case 'token_refresh_in_progress':
      return new TokenRefreshInProgressError(detail, facts)
    case 'account_mismatch':
    case 'session_expired':
      return new ConnectFailedError(code, detail, facts)
    case 'approval_required': {
      const approvalId = text(members.approval_id)
      const expiresAt = text(members.expires_at)
      if (approvalId === undefined || expiresAt === undefined) {
        // Nobody could wait for it, and a guard would promise an id that is not there.
        return new NetworkError('network_error', 'What answered names no approval that it asks for.', facts)
      }
      const approvalUrl = text(members.approval_url)
      return new ApprovalRequiredError(detail, present({ ...facts, approvalId, approvalUrl, expiresAt }))
    }
    case 'approval_denied':
      return new ApprovalDeniedError(detail, present({ ...facts, ...approvalOf(members) }))
    case 'approval_expired':
      return new ApprovalExpiredError(detail, present({ ...facts, ...approvalOf(members) }))
    case 'approval_failed':
    case 'approval_answer_gone':
      return new ApprovalExecutionFailedError(code, detail, present({ ...facts, ...approvalOf(members) }))
    case 'provider_misconfigured':
      return new ProviderMisconfiguredError(detail, facts)
    case 'rate_limited':
      return new RateLimitedError(detail, facts)
    case 'provider_unreachable':
    case 'unavailable':
      return new NetworkError(code, detail, facts)
    case 'provider_timeout':
      return new TimeoutError(code, detail, facts)
  }
  return new AlterError(code, detail, facts)
}

function approvalOf(members: Record<string, unknown>) {
  return {
    approvalId: text(members.approval_id),
    failure: text(members.failure),
    denialReason: text(members.denial_reason),
  }
}

// A missing or malformed detail must not hide the error itself.
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function accountsOf(value: unknown): GrantAccount[] {
  const items: unknown[] = Array.isArray(value) ? value : []
  return items.flatMap((item) => {
    try {
      return [readAccount(readFields(item, (field) => new TypeError(field)))]
    } catch {
      return []
    }
  })
}

function agentOf(value: unknown): AgentLabel | undefined {
  try {
    return agentLabelOf(parseAgentLabel(readFields(value, (field) => new TypeError(field))))
  } catch {
    return undefined
  }
}

function policyOf(value: unknown): PolicyError {
  const members = isRecord(value) ? value : {}
  return present({
    policy: text(members.policy) ?? 'unknown',
    type: text(members.type) ?? 'unknown',
    reason: text(members.reason) ?? 'unknown',
    retryAfter: seconds(members.retry_after),
  })
}
