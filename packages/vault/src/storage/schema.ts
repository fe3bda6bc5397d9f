import type { Generated } from 'kysely'
import type {
  AgentStatus,
  AgentType,
  ApprovalStatus,
  Approver,
  Delivery,
  GrantStatus,
  ProviderRevocation,
  SessionErrorCode,
  SessionStatus,
} from '@alter/protocol'

/** In a PostgreSQL the tables live in a schema of their own: a database may be shared with the app. */
export const SCHEMA = 'alter_vault'

/** What ended a grant. */
export type EndedBy = 'app' | 'provider' | 'time' | 'accident'

/**
 * The tables, in the types SQLite and PostgreSQL share: times are milliseconds since the epoch, booleans 0 or 1,
 * structured values JSON text, ciphertexts base64url text. Names are snake_case in the database.
 */
export interface Tables {
  dataKeys: DataKeyRow
  pseudonymKeys: PseudonymKeyRow
  users: UserRow
  firstIssuers: FirstIssuerRow
  deletedSubjects: DeletedSubjectRow
  sessions: SessionRow
  attempts: AttemptRow
  grants: GrantRow
  grantRefusals: GrantRefusalRow
  grantEndings: GrantEndingRow
  grantEnds: GrantEndRow
  providerRevocations: ProviderRevocationRow
  leases: LeaseRow
  audit: AuditRow
  auditChains: AuditChainRow
  rateCounters: RateCounterRow
  deliveries: DeliveryRow
  keys: KeyRow
  appAccess: AppAccessRow
  agents: AgentRow
  delegations: DelegationRow
  approvals: ApprovalRow
  walletSessions: WalletSessionRow
}

export interface DataKeyRow {
  /** The app and a number, which is never used again. */
  id: string
  appId: string
  wrapped: string
  createdAt: number
  /** From here on nothing is sealed with it; `null` while it seals. */
  closedAt: number | null
}

/** What an app's users are called by in the audit once they are forgotten: it never changes, or they would be lost. */
interface PseudonymKeyRow {
  appId: string
  wrapped: string
}

export interface UserRow {
  id: string
  appId: string
  /** `iss` of the user's tokens. Empty in rows from before it was kept, until they are claimed. */
  issuer: string
  /** `sub` of the identity provider, or the claim configured instead. */
  subject: string
  label: string
  createdAt: number
  lastSeenAt: number
  /** Rises with every change of the user's grants but their use: triggers see to it, whoever writes. */
  grantsVersion: Generated<number>
}

/** Whose an app's users from before issuers were kept are: it is said once. */
interface FirstIssuerRow {
  appId: string
  issuer: string
  claimedAt: number
}

/** A user who was deleted, as long as tokens from before may live. */
interface DeletedSubjectRow {
  appId: string
  subjectHash: string
  deletedAt: number
}

export interface SessionRow {
  id: string
  appId: string
  userId: string | null
  userLabel: string
  tokenHash: string
  browserHash: string | null
  status: SessionStatus
  delivery: Delivery
  allowedOrigin: string | null
  returnUrl: string | null
  /** 1: only the session id is appended to the return URL. */
  shortReturn: number
  providers: string
  requiredScopes: string
  grantId: string | null
  accountHint: string | null
  /** Language of the page; `null`: the browser's. */
  locale: string | null
  grantTtl: number | null
  /** Rules for the grants made here; `null` keeps those a grant has. */
  grantPolicies: string | null
  /** The agent that the user is asked to let use an account; `null` for a session without one. */
  agentId: string | null
  /** The agent whose own key asked for it; `null`: the app's did. */
  askedBy: string | null
  /** Rules of the app over what is given to that agent. */
  agentRules: string | null
  /** Life of what is given to that agent, in seconds; `null`: as long as the grant. */
  agentTtl: number | null
  /** What the user made tighter; `null` until they were asked. */
  tightening: string | null
  /** What the app notes with the session, for the audit. */
  metadata: string | null
  grants: string
  events: string
  error: SessionErrorCode | null
  errorDescription: string | null
  attempts: number
  createdAt: number
  expiresAt: number
  /** When the outcome was written; `null` while it stands open, also when time alone has ended it. */
  endedAt: number | null
  /** Rises with every change: an update names the version it was computed from. */
  version: number
  /** Vouches for all of the row; `null` in one that the vault did not write. */
  seal: string | null
}

export interface AttemptRow {
  stateHash: string
  sessionId: string
  provider: string
  /** Sealed PKCE verifier; emptied when the attempt is used. */
  verifier: string
  nonce: string | null
  scopes: string
  /** Answers to the provider's fields. */
  fields: string
  /** What the user made tighter for the agent when they were asked for it; `null` without an agent. */
  tightening: string | null
  createdAt: number
  usedAt: number | null
}

export interface GrantRow {
  id: string
  appId: string
  /** Empty for a grant of the app itself: the unique index needs a value. */
  userId: string
  provider: string
  clientId: string
  /** The provider's stable id of the account. */
  accountId: string
  accountIdentifier: string
  accountDisplayName: string | null
  accountEmail: string | null
  scopes: string
  status: GrantStatus
  /** The user or app through the vault, the provider's refusal, time, or a lost refresh. */
  endedBy: EndedBy | null
  isDefault: number
  accessToken: string | null
  refreshToken: string | null
  accessExpiresAt: number | null
  /** From here on a use refreshes first. */
  refreshAt: number | null
  /** Rises with every change of the tokens. */
  tokenVersion: number
  createdAt: number
  updatedAt: number
  lastUsedAt: number | null
  expiresAt: number | null
  /** The life that each new authorization gets; `null` is without an end. */
  ttlSeconds: number | null
  revokedAt: number | null
  /** Rules of the grant itself, beside those of its app and provider. */
  policies: string
  /** When the user last authorized it; 0 in grants from before this was kept. */
  authorizedAt: number
  /** What its provider's endpoints and hosts are filled with. */
  fields: string
  /** Vouches for all of the row but its last use; `null` in one that the vault did not write. */
  seal: string | null
}

/** Refreshes of a grant that the provider refused, one after another. It is deleted when one succeeds. */
export interface GrantRefusalRow {
  grantId: string
  /** The client that was refused, by {@link GrantRow.clientId}, secret and endpoint. */
  client: string
  /** Refusals of the authorization that the user gave then; a newer one begins anew. */
  authorizedAt: number
  /** Status and error code of the last one. */
  answer: string
  /** The provider's words, redacted. */
  words: string
  /** How often it was asked. */
  asks: number
  /** How many answers spoke of the grant, not of the client. */
  refusals: number
  firstAt: number
  lastAt: number
  /** Not asked again before. */
  nextAt: number
  /** When the token endpoint last gave tokens to the same client for another grant. */
  servedAt: number | null
}

/** What there is to say of a grant that has ended. */
export interface GrantEndingRow {
  grantId: string
  /** The provider's words, redacted. */
  words: string | null
  /** Whether the provider ended it too; `null` where it was not asked. */
  providerRevocation: ProviderRevocation | null
}

/** When a grant ends without its user. There is none for one that goes on. */
export interface GrantEndRow {
  grantId: string
  appId: string
  endsAt: number
  /** When the app gets word that the end is near; `null` once it did. */
  warnAt: number | null
  /** When the refresh token ends, as the provider said. */
  refreshEndsAt: number | null
}

/** Tokens of a grant that was revoked, until its provider has revoked them or is given up. */
export interface ProviderRevocationRow {
  id: string
  appId: string
  /** It may be gone with its user. */
  grantId: string
  provider: string
  /** The tokens and what they belong to, sealed. */
  held: string
  /** The grant as the webhook is to receive it; `null` once it was sent. */
  event: string | null
  /** Failed ones so far. */
  attempts: number
  nextAt: number
}

interface LeaseRow {
  /** What it is the right to. */
  name: string
  owner: string
  expiresAt: number
}

export interface AuditRow {
  id: string
  appId: string
  userId: string | null
  grantId: string | null
  provider: string | null
  action: string
  outcome: string
  reason: string | null
  detail: string | null
  latencyMs: number
  at: number
  /** Of a use: what was sent, or was to be sent. */
  method: string | null
  host: string | null
  /** Keyed hash of what the identity provider calls the user. It stays when the user is forgotten. */
  subjectHash: string | null
  /** What the provider answered a use, where that is known. */
  status: number | null
  /** Its number in the chain of its app; `null` in rows from before there were chains. */
  seq: number | null
  mac: string | null
  /** Of its end, where that was written after its beginning. */
  endedSeq: number | null
  endedMac: string | null
  /** Of the API key by which it was asked for; `config` is that of the config file. */
  keyId: string | null
  /** Of a use: where at the host, without the query. */
  path: string | null
  /** Who acted for the user, by which delegation. */
  agentId: string | null
  delegationId: string | null
  /** What an agent says of its call: the run it belongs to, the tool, and more as JSON. */
  run: string | null
  tool: string | null
  context: string | null
  /** The program that asked, as it calls itself. */
  client: string | null
}

/** The two ends of an app's chain of audit rows. */
export interface AuditChainRow {
  appId: string
  begunAt: number
  /** Rows that were there before. */
  unnumbered: number
  /** The last entry that was forgotten with age; 0 and empty while there is none. */
  baseSeq: number
  baseMac: string
  lastSeq: number
  lastMac: string
  /** MAC over all of these. */
  seal: string
}

interface RateCounterRow {
  key: string
  points: number
  expiresAt: number
}

/** An event on its way to an app's webhook. */
export interface DeliveryRow {
  id: string
  appId: string
  body: string
  /** Failed ones so far. */
  attempts: number
  nextAt: number
  createdAt: number
}

/** A key that lets an app's backend in. */
export interface KeyRow {
  id: string
  appId: string
  /** `null` for a key of the app itself. */
  agentId: string | null
  /** SHA-256 of the key. */
  hash: string
  lastFour: string
  name: string
  scopes: string
  ranges: string
  userTokenRequired: number
  createdAt: number
  expiresAt: number | null
  lastUsedAt: number | null
  deprecatedAt: number | null
  revokedAt: number | null
  /** Shows that the vault wrote this row; emptied when the key is revoked. */
  seal: string
}

/** What stands about an app's keys as a whole. */
interface AppAccessRow {
  appId: string
  /** Rises with every change of the app's keys but their use: triggers see to it, whoever writes. */
  keysVersion: Generated<number>
  /** Since when the key in the config file is refused. */
  configKeyRefusedAt: number | null
  /** SHA-256 of each key in the config file that was refused last, with spaces between: they stay refused. */
  refusedKeyHash: string | null
}

/** A named workload of an app. Those of the config file have no row. */
export interface AgentRow {
  id: string
  appId: string
  name: string
  displayName: string
  type: AgentType
  status: AgentStatus
  /** By provider; `null` for no limit of its own. */
  scopes: string | null
  rules: string
  metadata: string
  idempotencyKey: string | null
  createdAt: number
  revokedAt: number | null
  /** Shows that the vault wrote this row. */
  seal: string
}

/** That an agent may use a grant. */
export interface DelegationRow {
  id: string
  appId: string
  agentId: string
  grantId: string
  userId: string
  provider: string
  rules: string
  createdAt: number
  /** `null`: it ends with its grant. */
  expiresAt: number | null
  endedAt: number | null
  lastUsedAt: number | null
  /** Shows that the vault wrote this row; it binds all but the last use. */
  seal: string
}

/** One exact request that a human must say yes to before it is sent. */
export interface ApprovalRow {
  id: string
  appId: string
  /** Of the grant; empty for a grant of the app itself. */
  userId: string
  grantId: string
  provider: string
  /** `null` where the app itself asks. */
  agentId: string | null
  delegationId: string | null
  /** The user on whose behalf it was asked; `null` where the key spoke for itself. */
  askerId: string | null
  /** The key that asked; `config` is that of the config file. */
  keyId: string
  /** Who is asked now. */
  approver: Approver
  /** Who is asked after that one; `null`: nobody. */
  nextApprover: Approver | null
  /** Those who said yes already. */
  approvedBy: string
  /** What the rule is called that asks. */
  rule: string | null
  method: string
  host: string
  path: string
  reason: string
  status: ApprovalStatus
  /** The whole request, sealed; `null` once it is forgotten. */
  request: string | null
  /** The provider's answer, sealed; `null` while there is none, and once it is forgotten. */
  answer: string | null
  responseStatus: number | null
  createdAt: number
  expiresAt: number
  decidedAt: number | null
  denialReason: string | null
  failure: string | null
  /** Since when nothing more can happen to it; `null` while it waits or is under way. */
  endedAt: number | null
  /** Until when the request and its answer are kept. */
  keptUntil: number | null
  /** Shows that the vault wrote this row, ciphertexts left out: those are bound to it. */
  seal: string
}

/** A sign-in to the Wallet, under the hash of its cookie. */
export interface WalletSessionRow {
  /** SHA-256 of the cookie. */
  id: string
  /** By whose client the user signed in. */
  appId: string
  issuer: string
  /** The claim that named the user. */
  claim: string
  /** Its value: what apps call the user by. */
  subject: string
  /** `sub` of the ID token. */
  issuerSubject: string
  /** `sid` of the ID token, where it had one. */
  issuerSession: string | null
  label: string
  /** The ID token, sealed with the cookie itself; `null` where the issuer ends no session. */
  idToken: string | null
  createdAt: number
  expiresAt: number
  /** Shows that the vault wrote this row: it binds all of it. */
  seal: string
}
