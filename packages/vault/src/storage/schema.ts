import type { AgentRow } from './schema/agents.ts'
import type { AppAccessRow, KeyRow } from './schema/api-keys.ts'
import type { ApprovalRow } from './schema/approvals.ts'
import type { AuditChainRow, AuditRow } from './schema/audit.ts'
import type { DelegationRow } from './schema/delegations.ts'
import type { GrantEndRow, GrantEndingRow, GrantRefusalRow, GrantRow } from './schema/grants.ts'
import type { LeaseRow } from './schema/leases.ts'
import type { ProviderRevocationRow } from './schema/provider-revocations.ts'
import type { RateCounterRow } from './schema/rate-counters.ts'
import type { AttemptRow, SessionRow } from './schema/sessions.ts'
import type { DeletedSubjectRow, FirstIssuerRow, UserRow } from './schema/users.ts'
import type { EndedSignInRow, WalletSessionRow } from './schema/wallet.ts'
import type { DeliveryRow } from './schema/webhooks.ts'
import type { DataKeyRow, PseudonymKeyRow } from './schema/wrapped-keys.ts'

/** In a PostgreSQL the tables have a schema of their own, because the app may share the database. */
export const SCHEMA = 'alter_vault'

/**
 * The tables in the types that SQLite and PostgreSQL share: times as milliseconds since the epoch, booleans as 0 or 1,
 * structured values as JSON text, ciphertexts as base64url text. Names in the database are snake_case.
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
  endedSignIns: EndedSignInRow
}
