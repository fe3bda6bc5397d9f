export type {
  Agent,
  AgentKeyList,
  AgentList,
  AgentStatus,
  AgentType,
  CreateAgentRequest,
  CreatedAgent,
  Me,
  UpdateAgentRequest,
} from './agent.ts'
export type {
  Approval,
  ApprovalEvent,
  ApprovalEventType,
  ApprovalRequired,
  ApprovalStatus,
  Approver,
} from './approval.ts'
export { BLANK_LETTERS } from './blank-letters.ts'
export type { Connection, ConnectionDelegation, ConnectionMetadata } from './connection.ts'
export type {
  AgentLabel,
  AgentPolicy,
  DelegateRequest,
  Delegation,
  DelegationRevocation,
  PageAgent,
  Tightening,
} from './delegation.ts'
export type {
  ConnectionList,
  Grant,
  GrantEvent,
  GrantEventType,
  GrantPage,
  GrantRevocation,
  GrantStatus,
  ProviderRevocation,
  ProviderField,
  ProviderInfo,
  ProviderTexts,
  ProviderList,
  UserDeletion,
} from './grant.ts'
export type { GrantAccount } from './grant-account.ts'
export { HEADER } from './header.ts'
export { AGENT_KEY_SCOPES, KEY_SCOPES } from './key.ts'
export type {
  ApiKey,
  ApiKeyList,
  ApiKeyStatus,
  CreateAgentKeyRequest,
  CreateApiKeyRequest,
  CreatedApiKey,
  KeyScope,
  RevokeAgentKeyRequest,
} from './key.ts'
export type { PageMessage, WelcomeMessage } from './message.ts'
export type {
  GroupsRule,
  IpAllowlistRule,
  MethodsAndPathsRule,
  PolicyRule,
  RateLimitRule,
  RequireApprovalRule,
  TimeWindowRule,
  TtlRule,
  Weekday,
} from './policy.ts'
export { PROBLEM_STATUS } from './problem.ts'
export type { PolicyError, Problem, ProblemCode, ProblemDetails } from './problem.ts'
export type { CatalogId, ProviderId } from './provider-id.ts'
export { refusalOf, setupFaultOf } from './refusal.ts'
export type { RefusalCode, SetupFault } from './refusal.ts'
export type {
  AuthorizeRequest,
  AuthorizeResponse,
  ConnectEvent,
  ConnectEventName,
  CreateSessionRequest,
  CreateSessionResponse,
  Delivery,
  GrantPolicy,
  Landing,
  PageApp,
  PageBrand,
  PageSession,
  PageSessionRequest,
  SessionErrorCode,
  SessionResult,
  SessionStatus,
  StartRequest,
} from './session.ts'
export { SECURE_RULE, isSecure } from './web-address.ts'
export { WALLET_HEADER } from './wallet.ts'
export type { WalletApp, WalletAppPage, WalletConnectionPage, WalletHome } from './wallet.ts'
export type {
  VaultReason,
  WalletAction,
  WalletActivity,
  WalletActivityPage,
  WalletFault,
  WalletFilters,
  WalletOutcome,
} from './wallet-activity.ts'
export type { WalletApproval, WalletApprovalBody, WalletDenial } from './wallet-approval.ts'
export type {
  WalletConnection,
  WalletDelegation,
  WalletDisconnection,
  WalletExtension,
  WalletPermission,
  WalletRemoval,
} from './wallet-connection.ts'
export type { WalletExport, WalletExportedActivity, WalletExportedApp } from './wallet-export.ts'
export type { WalletAppName } from './wallet-name.ts'
export type {
  SignedInWallet,
  SignedOutWallet,
  WalletForgetRequest,
  WalletForgetting,
  WalletSession,
  WalletSignIn,
  WalletSignOut,
} from './wallet-session.ts'
