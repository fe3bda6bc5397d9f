import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { appKeys } from './app-keys.ts'
import { auditKeys } from './audit-keys.ts'
import { countGrantColumns, grantVersions } from './grant-versions.ts'
import type { DatabaseSettings } from './database.ts'
import { userIssuers } from './user-issuers.ts'

/** Every change of the tables, oldest first. A released one is never edited. */
export function migrationsOf(kind: DatabaseSettings['kind']): Record<string, Migration> {
  return {
    '0001_first': { up: first },
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
  }
}

async function first(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('data_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('users_subject', ['app_id', 'subject'])
    .execute()

  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.references('users.id'))
    .addColumn('user_label', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull())
    .addColumn('browser_hash', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('delivery', 'text', (column) => column.notNull())
    .addColumn('allowed_origin', 'text')
    .addColumn('return_url', 'text')
    .addColumn('short_return', 'integer', (column) => column.notNull())
    .addColumn('providers', 'text', (column) => column.notNull())
    .addColumn('required_scopes', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .addColumn('account_hint', 'text')
    .addColumn('grant_ttl', 'integer')
    .addColumn('grants', 'text', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('error_description', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute()

  await db.schema
    .createTable('attempts')
    .addColumn('state_hash', 'text', (column) => column.primaryKey())
    .addColumn('session_id', 'text', (column) =>
      column.notNull().references('sessions.id').onDelete('cascade'),
    )
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('verifier', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text')
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .execute()
  await db.schema.createIndex('attempts_session').on('attempts').column('session_id').execute()

  await db.schema
    .createTable('grants')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('account_identifier', 'text', (column) => column.notNull())
    .addColumn('account_display_name', 'text')
    .addColumn('account_email', 'text')
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('ended_by', 'text')
    .addColumn('is_default', 'integer', (column) => column.notNull())
    .addColumn('access_token', 'text')
    .addColumn('refresh_token', 'text')
    .addColumn('access_expires_at', 'bigint')
    .addColumn('refresh_at', 'bigint')
    .addColumn('token_version', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addUniqueConstraint('grants_account', ['app_id', 'user_id', 'provider', 'account_id'])
    .execute()

  await db.schema
    .createTable('refresh_leases')
    .addColumn('grant_id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('audit')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('grant_id', 'text')
    .addColumn('provider', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('detail', 'text')
    .addColumn('latency_ms', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('audit_time').on('audit').columns(['app_id', 'at']).execute()
}

/** Rights of every kind in one table: the refresh of a grant, the exchange of a code. */
async function leases(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('refresh_leases').execute()
  await db.schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
}

async function policiesAndWebhooks(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('grant_policies', 'text').execute()
  await db.schema
    .alterTable('grants')
    .addColumn('policies', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute()
  await db.schema
    .alterTable('grants')
    .addColumn('authorized_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  for (const table of ['grants', 'attempts']) {
    await db.schema
      .alterTable(table)
      .addColumn('fields', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute()
  }
  await db.schema
    .createTable('rate_counters')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('points', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('deliveries_due').on('deliveries').column('next_at').execute()
}

/** Where a use was sent and what came back, and who did it after they are forgotten; deliveries of each app as they are due. */
async function auditAndFairWebhooks(db: Kysely<unknown>): Promise<void> {
  for (const column of ['method', 'host', 'subject_hash']) {
    await db.schema.alterTable('audit').addColumn(column, 'text').execute()
  }
  await db.schema.alterTable('audit').addColumn('status', 'integer').execute()
  await db.schema
    .createTable('pseudonym_keys')
    .addColumn('app_id', 'text', (column) => column.primaryKey())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .execute()
  await db.schema.dropIndex('deliveries_due').execute()
  await db.schema.createIndex('deliveries_due').on('deliveries').columns(['app_id', 'next_at']).execute()
}

/** One index for each listing, in its order, without the grants that no listing shows. */
async function grantIndexes(db: Kysely<unknown>): Promise<void> {
  const listings = {
    grants_listed: ['app_id'],
    grants_listed_provider: ['app_id', 'provider'],
    grants_listed_user: ['app_id', 'user_id'],
    grants_listed_user_provider: ['app_id', 'user_id', 'provider'],
  }
  for (const [name, columns] of Object.entries(listings)) {
    await db.schema
      .createIndex(name)
      .on('grants')
      .columns([...columns, 'created_at', 'id'])
      .where(sql<boolean>`(ended_by is null or ended_by <> 'app')`)
      .execute()
  }
  // Whether another grant would lose its tokens too is asked with every revocation.
  await db.schema
    .createIndex('grants_authorization')
    .on('grants')
    .columns(['provider', 'client_id', 'account_id'])
    .execute()
  // A user who is forgotten leaves no session behind, and the database makes sure of it.
  await db.schema.createIndex('sessions_of_user').on('sessions').column('user_id').execute()
}

/** What the sweeps look for. */
async function sessionIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('ended_at', 'bigint').execute()
  await db.schema.createIndex('sessions_ended').on('sessions').column('ended_at').execute()
  await db.schema.createIndex('rate_counters_expiry').on('rate_counters').column('expires_at').execute()
}

async function userDeletions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deleted_subjects')
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('subject_hash', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('deleted_subjects_key', ['app_id', 'subject_hash'])
    .execute()
  await db.schema.createIndex('deleted_subjects_time').on('deleted_subjects').column('deleted_at').execute()
}

/** The life that each authorization of a grant gets; of grants that have an end, what it was. */
async function grantLimits(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema.alterTable('grants').addColumn('ttl_seconds', 'integer').execute()
  const began = sql`case when authorized_at > 0 then authorized_at else created_at end`
  await sql`update ${sql.table('grants')} set ttl_seconds = (expires_at - (${began})) / 1000 where expires_at is not null`.execute(
    db,
  )
  // Which grants share an authorization is asked whatever their apps call the provider.
  await db.schema.dropIndex('grants_authorization').execute()
  await db.schema
    .createIndex('grants_authorization')
    .on('grants')
    .columns(['client_id', 'account_id'])
    .execute()
  await countGrantColumns(db, kind, ['ttl_seconds'])
}

/** Numbers and MACs of audit rows, and the two ends of each app's chain. Rows from before have none. */
async function auditChains(db: Kysely<unknown>): Promise<void> {
  for (const link of ['', 'ended_']) {
    await db.schema.alterTable('audit').addColumn(`${link}seq`, 'bigint').execute()
    await db.schema.alterTable('audit').addColumn(`${link}mac`, 'text').execute()
    await db.schema
      .createIndex(`audit_${link}seq`)
      .on('audit')
      .columns(['app_id', `${link}seq`])
      .where(sql.ref(`${link}seq`), 'is not', null)
      .execute()
  }
  await db.schema
    .createIndex('audit_unnumbered')
    .on('audit')
    .columns(['app_id', 'at'])
    .where(sql.ref('seq'), 'is', null)
    .execute()
  await db.schema
    .createTable('audit_chains')
    .addColumn('app_id', 'text', (column) => column.primaryKey())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('unnumbered', 'integer', (column) => column.notNull())
    .addColumn('base_seq', 'bigint', (column) => column.notNull())
    .addColumn('base_mac', 'text', (column) => column.notNull())
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .addColumn('last_mac', 'text', (column) => column.notNull())
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute()
}

/** Refreshes that were refused, and what is known of how a grant ended. Both go with their grant. */
async function grantRefusals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('grant_refusals')
    .addColumn('grant_id', 'text', (column) =>
      column.primaryKey().references('grants.id').onDelete('cascade'),
    )
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('authorized_at', 'bigint', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('asks', 'integer', (column) => column.notNull())
    .addColumn('refusals', 'integer', (column) => column.notNull())
    .addColumn('first_at', 'bigint', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('served_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('grant_refusals_client')
    .on('grant_refusals')
    .columns(['client', 'answer'])
    .execute()
  await db.schema
    .createTable('grant_endings')
    .addColumn('grant_id', 'text', (column) =>
      column.primaryKey().references('grants.id').onDelete('cascade'),
    )
    .addColumn('words', 'text')
    .execute()
}

/** Which data keys seal nothing any more. Those from before are closed by the next rotation. */
async function closedDataKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('data_keys').addColumn('closed_at', 'bigint').execute()
}

/** What vouches for each row. The vault seals those from before when it starts. */
async function grantSeals(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema.alterTable('grants').addColumn('seal', 'text').execute()
  await countGrantColumns(db, kind, ['ttl_seconds', 'seal'])
}

/** Sessions from before have none: they live for minutes, and their users start again. */
async function sessionSeals(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('seal', 'text').execute()
}

/** A revocation outlives the grant: the user may be forgotten before the provider answers. */
async function providerRevocations(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('grant_endings').addColumn('provider_revocation', 'text').execute()
  await db.schema
    .createTable('provider_revocations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('held', 'text', (column) => column.notNull())
    .addColumn('event', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .execute()
  // Of the grants that no other listing shows.
  for (const [name, columns] of Object.entries({
    grants_revoked: ['app_id'],
    grants_revoked_user: ['app_id', 'user_id'],
  })) {
    await db.schema
      .createIndex(name)
      .on('grants')
      .columns([...columns, 'created_at', 'id'])
      .where(sql<boolean>`ended_by = 'app'`)
      .execute()
  }
  await db.schema
    .createIndex('provider_revocations_due')
    .on('provider_revocations')
    .column('next_at')
    .execute()
}

/** When grants end without their users: found by time, before a call fails. */
async function grantEnds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('grant_ends')
    .addColumn('grant_id', 'text', (column) =>
      column.primaryKey().references('grants.id').onDelete('cascade'),
    )
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('warn_at', 'bigint')
    .addColumn('refresh_ends_at', 'bigint')
    .execute()
  await db.schema.createIndex('grant_ends_due').on('grant_ends').column('ends_at').execute()
  await db.schema
    .createIndex('grant_ends_warnings')
    .on('grant_ends')
    .column('warn_at')
    .where(sql.ref('warn_at'), 'is not', null)
    .execute()
  // Whose tokens end is known of grants from before; what a provider said of their refresh tokens is not.
  await sql`
    insert into grant_ends (grant_id, app_id, ends_at)
    select id, app_id,
      case when refresh_token is null and (expires_at is null or access_expires_at < expires_at)
        then access_expires_at else expires_at end
    from grants
    where status = 'active'
      and (expires_at is not null or (refresh_token is null and access_expires_at is not null))`.execute(db)
}

/** Which language the Connect page speaks; `null`: the browser's. */
async function sessionLocales(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('locale', 'text').execute()
}
