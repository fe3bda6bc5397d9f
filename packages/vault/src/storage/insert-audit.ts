import { CompiledQuery, type Kysely, PostgresAdapter, sql } from 'kysely'
import type { Tables } from './schema.ts'
import type { AuditRow } from './schema/audit.ts'

/** Writes rows that ended or began within one moment. */
export async function insertAudit(storage: Kysely<Tables>, rows: AuditRow[]): Promise<void> {
  const [first] = rows
  if (!first) return
  const names = Object.keys(first)
  if (storage.getExecutor().adapter instanceof PostgresAdapter) {
    await sql`${intoPostgres(rows, names)} ${sql.raw(END)}`.execute(storage)
  } else {
    await intoSqlite(storage, rows, names)
  }
}

/** Completes a row that was written when its use began. */
const END = `on conflict (id) do update set outcome = excluded.outcome, detail = excluded.detail,
  status = excluded.status, latency_ms = excluded.latency_ms, seq = excluded.seq, mac = excluded.mac,
  ended_seq = excluded.ended_seq, ended_mac = excluded.ended_mac`

/**
 * Rows of one statement. The rest are written one by one, so that only two statements have to be compiled and kept. In
 * SQLite, binding values takes less than half the time of reading them from JSON.
 */
const SLICE = 16

async function intoSqlite(storage: Kysely<Tables>, rows: AuditRow[], names: string[]): Promise<void> {
  const [whole, single] = [statementOf(names, SLICE), statementOf(names, 1)]
  for (let at = 0; at < rows.length;) {
    const isWhole = rows.length - at >= SLICE
    const slice = rows.slice(at, at + (isWhole ? SLICE : 1))
    const values = slice.flatMap((row) => names.map((name): unknown => Reflect.get(row, name) ?? null))
    await storage.executeQuery(CompiledQuery.raw(isWhole ? whole : single, values))
    at += slice.length
  }
}

function statementOf(names: string[], rows: number): string {
  const columns = names.map((name) => `"${columnOf(name)}"`).join(', ')
  const row = `(${names.map(() => '?').join(', ')})`
  return `insert into audit (${columns}) values ${Array.from({ length: rows }, () => row).join(', ')} ${END}`
}

// With bound values PostgreSQL would keep a statement for each number of rows.
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
