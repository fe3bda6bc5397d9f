import { type Kysely, PostgresAdapter, sql } from 'kysely'
import type { AuditRow, Tables } from './schema.ts'

// A statement with a place for each value would come in as many sizes as there are rows, and databases keep each of them.
/** Writes rows of one moment, or their ends, by one statement for any number of them. */
export async function insertAudit(storage: Kysely<Tables>, rows: AuditRow[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const names = Object.keys(first)
  const insert =
    storage.getExecutor().adapter instanceof PostgresAdapter
      ? intoPostgres(rows, names)
      : intoSqlite(JSON.stringify(rows), names)
  await sql`${insert} ${END}`.execute(storage)
}

/** A row that was written when its use began gets its end. */
const END = sql`on conflict (id) do update set outcome = excluded.outcome, detail = excluded.detail,
  status = excluded.status, latency_ms = excluded.latency_ms, seq = excluded.seq, mac = excluded.mac,
  ended_seq = excluded.ended_seq, ended_mac = excluded.ended_mac`

/** @see https://sqlite.org/json1.html#jeach */
function intoSqlite(document: string, names: string[]) {
  const values = names.map((name) => sql`value ->> ${sql.lit(name)}`)
  return sql`insert into audit (${sql.join(names.map((name) => sql.id(columnOf(name))))})
    select ${sql.join(values)} from json_each(${document}) where true`
}

/** @see https://www.postgresql.org/docs/current/functions-json.html */
function intoPostgres(rows: AuditRow[], names: string[]) {
  const columns = new Map(names.map((name) => [name, columnOf(name)]))
  const documents = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [columns.get(name) ?? name, value])),
  )
  return sql`insert into audit select * from json_populate_recordset(null::audit, ${JSON.stringify(documents)})`
}

function columnOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
