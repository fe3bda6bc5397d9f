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
export type { AgentInfo, Me } from './me.ts'
export type { Trace } from './trace.ts'
export type { Approval, ApprovalStatus } from './approval.ts'
export type { AwaitApprovalOptions } from './await-approval.ts'
export type { CallOptions } from './call.ts'
export type { ConnectedGrant, ConnectResult } from './connect-result.ts'
export type { ConnectOptions } from './connect.ts'
export { AlterError } from './alter-error.ts'
export {
  ApprovalDeniedError,
  ApprovalExecutionFailedError,
  ApprovalExpiredError,
  ApprovalRequiredError,
  ApprovalTimeoutError,
} from './approval-errors.ts'
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
} from './errors.ts'
export {
  AmbiguousGrantError,
  CredentialRevokedError,
  GrantExpiredError,
  GrantNotFoundError,
  GrantRevokedError,
  NoDelegatedGrantError,
  ReAuthRequiredError,
  ScopeReauthRequiredError,
} from './grant-errors.ts'
export type { AgentLabel, Delegation, DelegationRevocation, RevokeDelegationOptions } from './delegation.ts'
export type { AlterErrorCode, ErrorFacts } from './alter-error.ts'
export type { PolicyError } from './errors.ts'
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
} from './grant.ts'
export { isAlterError } from './guard.ts'
export type { ApiKey, CreateKeyOptions, CreatedApiKey, Keys } from './keys.ts'
export type { ErrorOf } from './guard.ts'
export type { ProviderId } from '@alter/protocol'
export { problemResponse } from './problem-response.ts'
export type { Provider, ProviderField, ProviderTexts } from './provider.ts'
export type { ProviderFetch, ProviderFetchOptions } from './provider-fetch.ts'
export type { GrantChoice, Method, RequestOptions } from './proxy-request.ts'
export { alterRoutes } from './routes.ts'
export type { RoutesApp, RoutesOptions } from './routes.ts'
export type { AgentPolicy, ConnectPrincipal, ConnectSession, ConnectSessionOptions } from './session.ts'
export type { AppOptions } from './settings.ts'
export type { TargetOptions } from './target.ts'
export { currentUserToken, withUser } from './user.ts'
export type { UserTokenGetter } from './user.ts'
