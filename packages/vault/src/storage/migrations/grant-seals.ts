import type { Kysely } from 'kysely'
import type { DatabaseSettings } from '../database.ts'
import { countGrantColumns } from './grant-versions.ts'

/** The seal of each row. The vault seals earlier rows when it starts. */
export async function grantSeals(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema.alterTable('grants').addColumn('seal', 'text').execute()
  await countGrantColumns(db, kind, ['ttl_seconds', 'seal'])
}
