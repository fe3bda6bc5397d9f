import type { Migration } from 'kysely/migration'
import type { DatabaseSettings } from '../database.ts'
import { agents } from './agents.ts'
import { appKeys } from './app-keys.ts'
import { approvals } from './approvals.ts'
import { attemptTightening } from './attempt-tightening.ts'
import { auditActors } from './audit-actors.ts'
import { auditAndFairWebhooks } from './audit-and-fair-webhooks.ts'
import { auditChains } from './audit-chains.ts'
import { auditKeys } from './audit-keys.ts'
import { auditReasons } from './audit-reasons.ts'
import { closedDataKeys } from './closed-data-keys.ts'
import { endedSignIns } from './ended-sign-ins.ts'
import { firstTables } from './first-tables.ts'
import { grantEnds } from './grant-ends.ts'
import { grantIndexes } from './grant-indexes.ts'
import { grantLimits } from './grant-limits.ts'
import { grantRefusals } from './grant-refusals.ts'
import { grantSeals } from './grant-seals.ts'
import { grantVersions } from './grant-versions.ts'
import { leases } from './leases.ts'
import { policiesAndWebhooks } from './policies-and-webhooks.ts'
import { providerRevocations } from './provider-revocations.ts'
import { refusalFaults } from './refusal-faults.ts'
import { sessionAgents } from './session-agents.ts'
import { sessionAskers } from './session-askers.ts'
import { sessionIndexes } from './session-indexes.ts'
import { sessionLocales } from './session-locales.ts'
import { sessionSeals } from './session-seals.ts'
import { userDeletions } from './user-deletions.ts'
import { userIssuers } from './user-issuers.ts'
import { wallet } from './wallet.ts'

/** All migrations, oldest first. A released migration is never edited. */
export function migrationsOf(kind: DatabaseSettings['kind']): Record<string, Migration> {
  return {
    '0001_first': { up: firstTables },
    '0002_leases': { up: leases },
    '0003_policies_and_webhooks': { up: policiesAndWebhooks },
    '0004_grant_versions': { up: (db) => grantVersions(db, kind) },
    '0005_session_indexes': { up: sessionIndexes },
    '0006_audit_and_fair_webhooks': { up: auditAndFairWebhooks },
    '0007_grant_indexes': { up: grantIndexes },
    '0008_user_deletions': { up: userDeletions },
    '0009_grant_limits': { up: (db) => grantLimits(db, kind) },
    '0010_user_issuers': { up: (db) => userIssuers(db, kind) },
    '0011_closed_data_keys': { up: closedDataKeys },
    '0012_app_keys': { up: (db) => appKeys(db, kind) },
    '0013_audit_chains': { up: auditChains },
    '0014_grant_refusals': { up: grantRefusals },
    '0014_provider_revocations': { up: providerRevocations },
    '0015_grant_seals': { up: (db) => grantSeals(db, kind) },
    '0015_session_seals': { up: sessionSeals },
    '0016_audit_keys': { up: auditKeys },
    '0017_session_locales': { up: sessionLocales },
    '0018_grant_ends': { up: grantEnds },
    '0019_agents': { up: (db) => agents(db, kind) },
    '0020_approvals': { up: approvals },
    '0021_wallet': { up: wallet },
    '0022_audit_actors': { up: auditActors },
    '0023_session_agents': { up: sessionAgents },
    '0024_session_askers': { up: sessionAskers },
    '0025_attempt_tightening': { up: attemptTightening },
    '0026_refusal_faults': { up: refusalFaults },
    '0027_audit_reasons': { up: auditReasons },
    '0028_ended_sign_ins': { up: endedSignIns },
  }
}
