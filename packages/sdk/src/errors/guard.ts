import { nameOf, type AlterError, type AlterErrorCode } from '../alter-error.ts'
import type {
  ApprovalDeniedError,
  ApprovalExecutionFailedError,
  ApprovalExpiredError,
  ApprovalRequiredError,
  ApprovalTimeoutError,
} from './approval-errors.ts'
import type {
  AgentInactiveError,
  AuthenticationError,
  ConnectFailedError,
  HostNotAllowedError,
  InsufficientScopeError,
  InvalidRequestError,
  NetworkError,
  PolicyViolationError,
  ProviderApiError,
  ProviderMisconfiguredError,
  RateLimitedError,
  TimeoutError,
  TokenRefreshInProgressError,
} from './errors.ts'
import type {
  AmbiguousGrantError,
  CredentialRevokedError,
  GrantExpiredError,
  GrantNotFoundError,
  GrantRevokedError,
  NoDelegatedGrantError,
  ScopeReauthRequiredError,
} from './grant-errors.ts'

type KnownError =
  | AgentInactiveError
  | AmbiguousGrantError
  | ApprovalDeniedError
  | ApprovalExecutionFailedError
  | ApprovalExpiredError
  | ApprovalRequiredError
  | ApprovalTimeoutError
  | AuthenticationError
  | ConnectFailedError
  | CredentialRevokedError
  | GrantExpiredError
  | GrantNotFoundError
  | GrantRevokedError
  | HostNotAllowedError
  | InsufficientScopeError
  | InvalidRequestError
  | NetworkError
  | NoDelegatedGrantError
  | PolicyViolationError
  | ProviderApiError
  | ProviderMisconfiguredError
  | RateLimitedError
  | ScopeReauthRequiredError
  | TimeoutError
  | TokenRefreshInProgressError

type HasCode<Known, Code> = Known extends { code: infer Own } ? (Code extends Own ? Known : never) : never

/** The error class for a code. */
export type ErrorOf<Code extends AlterErrorCode> = [HasCode<KnownError, Code>] extends [never]
  ? AlterError
  : HasCode<KnownError, Code>

/**
 * Whether an error comes from the SDK, and has the code if one is given. It compares names and codes, so it also works
 * across two copies of the package.
 */
export function isAlterError(error: unknown): error is AlterError
export function isAlterError<Code extends AlterErrorCode>(error: unknown, code: Code): error is ErrorOf<Code>
export function isAlterError(error: unknown, code?: AlterErrorCode): boolean {
  if (typeof error !== 'object' || error === null || !('name' in error) || !('code' in error)) return false
  if (typeof error.code !== 'string' || error.name !== nameOf(error.code)) return false
  return code === undefined || error.code === code
}
