import type { System } from '../test/system.ts'

/** Rows that one statement inserts. Between two statements the vault can write. */
const SLICE = 20_000

/** Fills a vault's database: gives many users a copy of its first grant, and adds audit rows. */
export async function fill(system: System, users: number, rows: number): Promise<void> {
  const [grant = {}] = await system.database<Record<string, unknown>>('select * from grants limit 1')
  const [user = {}] = await system.database<Record<string, unknown>>('select * from users limit 1')
  // Ids are as random as the vault's own, so that rows enter each index at random places.
  const random =
    system.config.database_url === undefined ? 'lower(hex(randomblob(16)))' : 'md5(random()::text)'
  await copy(system, 'users', user, users, {
    id: `'user-' || n`,
    subject: `'subject-' || ${random} || n`,
  })
  await copy(system, 'grants', grant, users, {
    id: random,
    user_id: `'user-' || n`,
    account_id: `'account-' || n`,
    account_identifier: `'user-' || n || '@bench.example'`,
    created_at: 'created_at - 1000000 + n',
  })
  const [audit = {}] = await system.database<Record<string, unknown>>(
    "select * from audit where action = 'connect' and seq is not null limit 1",
  )
  await copy(system, 'audit', audit, rows, {
    id: `'0' || ${random}`,
    user_id: `'user-' || (n % ${users})`,
    grant_id: `'grant-' || (n % ${users})`,
    action: "'use'",
    at: `${Date.now()} - 3600000 + n`,
    seq: 'n',
  })
  if (system.config.database_url !== undefined) await system.database('analyze')
}

async function copy(
  system: System,
  table: string,
  row: Record<string, unknown>,
  count: number,
  changed: Record<string, string>,
): Promise<void> {
  const names = Object.keys(row)
  const values = names.map((name) => changed[name] ?? `one.${name}`)
  for (let from = 0; from < count; from += SLICE) {
    await system.database(
      `insert into ${table} (${names.join(', ')})
       with recursive numbers(n) as (select ${from + 1} union all select n + 1 from numbers where n < ${Math.min(count, from + SLICE)})
       select ${values.join(', ').replaceAll('created_at - ', 'one.created_at - ')}
       from numbers, (select * from ${table} where id = ?) as one`,
      row['id'],
    )
  }
}
