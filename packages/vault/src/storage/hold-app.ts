import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/**
 * Has others who hold the same app wait until this transaction is over, so that what one of them counts is all there is. SQLite
 * knows no locking reads, so a row is written, as it is: that counts as no change of the app's keys.
 */
export async function holdApp(transaction: Kysely<Tables>, app: string): Promise<void> {
  await transaction
    .insertInto('appAccess')
    .values({ appId: app, keysVersion: 0 })
    .onConflict((conflict) =>
      conflict.column('appId').doUpdateSet({ keysVersion: sql<number>`app_access.keys_version` }),
    )
    .execute()
}
