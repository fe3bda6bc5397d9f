import { HEADER } from '@alter/protocol'
import { CamelCasePlugin, Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect } from 'vitest'
import type { VaultConfig } from '@alter/vault'
import { migrationsOf } from '../src/storage/migrations/migrations.ts'
import { ensureSchema, postgresDialect } from '../src/storage/postgres.ts'
import type { Tables } from '../src/storage/schema.ts'
import { sqliteDialect } from '../src/storage/sqlite.ts'
import { asOfEarlierVersion } from './earlier-version.ts'
import { ownVaultTest } from './fixtures.ts'
import { Backend, connectGoogle, json, VAULT } from './system.ts'

const test = ownVaultTest()
  /** Makes the tables of the version before seals, issuers and keys anew, with what is there now in them. */
  .extend('goBack', ({ system }) => {
    return async (): Promise<void> => {
      await asOfEarlierVersion(system)
      const rows = new Map<string, Row[]>()
      for (const table of KEPT) rows.set(table, await system.database<Row>(`select * from ${table}`))
      const { kind, db } = await open(system.config)
      try {
        const migrator = new Migrator({
          db,
          provider: { getMigrations: () => Promise.resolve(migrationsOf(kind)) },
        })
        await dropAll(kind, db)
        if (system.config.database_url !== undefined) await ensureSchema(db, system.config.database_url)
        expect((await migrator.migrateTo(LAST)).error).toBeUndefined()
        for (const table of KEPT) {
          const known = await columnsOf(kind, db, table)
          for (const row of rows.get(table) ?? []) {
            const columns = Object.entries(row).filter(([name]) => known.has(name))
            const names = columns.map(([name]) => sql.id(name))
            const values = columns.map(([, value]) => value)
            await sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(values)})`.execute(
              db,
            )
          }
        }
      } finally {
        await db.destroy()
      }
    }
  })

const LAST = '0009_grant_limits'
const KEPT = ['data_keys', 'users', 'grants'] as const

type Row = Record<string, unknown>

type Kind = 'sqlite' | 'postgres'

async function open({
  data_dir = '',
  database_url,
}: VaultConfig): Promise<{ kind: Kind; db: Kysely<Tables> }> {
  const kind = database_url === undefined ? 'sqlite' : 'postgres'
  const dialect = database_url === undefined ? await sqliteDialect(data_dir) : postgresDialect(database_url)
  return { kind, db: new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] }) }
}

async function dropAll(kind: Kind, db: Kysely<Tables>): Promise<void> {
  if (kind === 'postgres') return void (await sql`drop schema alter_vault cascade`.execute(db))
  await sql`pragma foreign_keys = off`.execute(db)
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'
    and name not like 'sqlite_%'`.execute(db)
  for (const { name } of rows) await sql`drop table ${sql.id(name)}`.execute(db)
  await sql`pragma foreign_keys = on`.execute(db)
}

async function columnsOf(kind: Kind, db: Kysely<Tables>, table: string): Promise<Set<string>> {
  const { rows } = await (kind === 'postgres'
    ? sql<{ name: string }>`select column_name as name from information_schema.columns
        where table_schema = 'alter_vault' and table_name = ${table}`.execute(db)
    : sql<{ name: string }>`select name from pragma_table_info(${table})`.execute(db))
  return new Set(rows.map(({ name }) => name))
}

async function summary(backend: Backend, grant: string): Promise<string> {
  return (await json<{ summary: string }>(await backend.calendar({ [HEADER.account]: grant }))).summary
}

test('what an earlier version left works on: uses, refreshes, new authorizations, listings, revocations', async ({
  system,
  backend,
  goBack,
}) => {
  const before = backend
  const work = await connectGoogle(before)
  const home = await connectGoogle(before, 'ada@home.example')
  const others = await connectGoogle(new Backend(system, 'bob'), 'bob@work.example')
  await system.vault.close()
  await goBack()
  expect(await system.database('select name from kysely_migration order by name desc limit 1')).toEqual([
    { name: LAST },
  ])

  const vault = await system.secondVault()
  const ada = new Backend({ ...system, vault })
  const bob = new Backend({ ...system, vault }, 'bob')
  expect(await system.database("select id from users where issuer = ''")).toEqual([])
  expect(await system.database('select id from grants where seal is null')).toEqual([])
  expect(await summary(ada, work.grant_id)).toBe('ada@work.example')
  expect(await summary(ada, home.grant_id)).toBe('ada@home.example')
  system.pass(61)
  expect(await summary(bob, others.grant_id)).toBe('bob@work.example')
  expect((await connectGoogle(ada)).grant_id).toBe(work.grant_id)
  expect(await ada.grants()).toHaveLength(2)
  const request = new Request(`${VAULT}/sdk/grants/${home.grant_id}/revoke`, {
    method: 'POST',
    headers: { [HEADER.apiKey]: system.apiKey },
  })
  expect(await json(await vault.fetch(request))).toMatchObject({ provider_revocation: 'done' })
  expect(await ada.grants()).toMatchObject([{ grant_id: work.grant_id, status: 'active' }])
})
