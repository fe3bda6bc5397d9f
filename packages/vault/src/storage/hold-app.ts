import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/**
 * Makes other transactions that hold the same app wait until this one ends, so that it can count safely. SQLite has no
 * locking reads, so a row is rewritten unchanged. That does not change the version of the app's keys.
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
