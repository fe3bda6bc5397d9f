import { PostgresAdapter, sql } from 'kysely'
import type { Kysely } from 'kysely'
import { storable } from '../storage/postgres-statements.ts'
import type { AuditRow, Tables } from '../storage/schema.ts'

/** Writes rows of one moment; on a PostgreSQL by a statement that it plans once for any number of them. */
export const insertAudit = async (storage: Kysely<Tables>, rows: AuditRow[]): Promise<void> => {
  if (storage.getExecutor().adapter instanceof PostgresAdapter) await insertDocument(storage, rows)
  else await storage.insertInto('audit').values(rows).execute()
}

/** @see https://www.postgresql.org/docs/current/functions-json.html */
const insertDocument = async (storage: Kysely<Tables>, rows: AuditRow[]): Promise<void> => {
  const document = JSON.stringify(rows.map(columns))
  await sql`insert into audit select * from json_populate_recordset(null::audit, ${document})`.execute(
    storage,
  )
}

const columns = (row: AuditRow): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      storable(value),
    ]),
  )
