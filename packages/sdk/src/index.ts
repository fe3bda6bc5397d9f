export { App } from './app.ts'
export type {
  AgentPolicyRules,
  Agents,
  CreateAgentOptions,
  CreatedAgent,
  ManagedAgent,
  MintAgentKeyOptions,
  UpdateAgentOptions,
} from './agents.ts'
export { Agent } from './agent.ts'
export type { AgentOptions } from './agent.ts'
export type { Client, ConnectResultOptions } from './client.ts'
export type { AgentInfo, Me } from './answers/me.ts'
export type { Trace } from './trace.ts'
export type { Approval, ApprovalStatus } from './answers/approval.ts'
export type { AwaitApprovalOptions } from './request/await-approval.ts'
export type { CallOptions } from './call.ts'
export type { ConnectedGrant, ConnectResult } from './connect/connect-result.ts'
export type { ConnectOptions } from './connect/connect.ts'
export { AlterError } from './alter-error.ts'
export {
  ApprovalDeniedError,
  ApprovalExecutionFailedError,
  ApprovalExpiredError,
  ApprovalRequiredError,
  ApprovalTimeoutError,
} from './errors/approval-errors.ts'
export {
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
} from './errors/errors.ts'
export {
  AmbiguousGrantError,
  CredentialRevokedError,
  GrantExpiredError,
  GrantNotFoundError,
  GrantRevokedError,
  NoDelegatedGrantError,
  ReAuthRequiredError,
  ScopeReauthRequiredError,
} from './errors/grant-errors.ts'
export type {
  AgentLabel,
  Delegation,
  DelegationRevocation,
  RevokeDelegationOptions,
} from './answers/delegation.ts'
export type { AlterErrorCode, ErrorFacts } from './alter-error.ts'
export type { PolicyError } from './errors/errors.ts'
export type {
  Grant,
  GrantAccount,
  GrantPage,
  GrantRevocation,
  GrantStatus,
  ListGrantsOptions,
  ListGrantsPageOptions,
  ProviderRevocation,
  RevokeGrantOptions,
} from './answers/grant.ts'
export { isAlterError } from './errors/guard.ts'
export type { ApiKey, CreateKeyOptions, CreatedApiKey, Keys } from './keys.ts'
export type { ErrorOf } from './errors/guard.ts'
export type { ProviderId } from '@alter/protocol'
export { problemResponse } from './routes/problem-response.ts'
export type { Provider, ProviderField, ProviderTexts } from './answers/provider.ts'
export { pickedAccount } from './request/picked-account.ts'
export type { RequestWithHeaders } from './request/picked-account.ts'
export type { ProviderFetch, ProviderFetchOptions } from './request/provider-fetch.ts'
export type { GrantChoice, Method, RequestOptions } from './request/proxy-request.ts'
export { alterRoutes } from './routes/routes.ts'
export type { RoutesApp, RoutesOptions } from './routes/routes.ts'
export type {
  AgentPolicy,
  ConnectPrincipal,
  ConnectSession,
  ConnectSessionOptions,
} from './answers/session.ts'
export type { AppOptions } from './settings.ts'
export type { TargetOptions } from './request/target.ts'
export { currentUserToken, withUser } from './user.ts'
export type { UserTokenGetter } from './user.ts'
