import type { Transaction } from 'kysely'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { SealedKind, SealedRecord, SealedRecords } from './reseal.ts'
import { keyIdOf } from './seal.ts'

/** A table whose rows hold something that a data key sealed. */
export interface SealedTable<Row> {
  kind: SealedKind
  count: { executeTakeFirstOrThrow(): Promise<{ count: number }> }
  /** In the order of their ids, from behind the one given. */
  rows(after: string, limit: number): Promise<Row[]>
  describe(row: Row): Pick<SealedRecord, 'id' | 'app' | 'sealed'>
  /** Seals what a row holds with the newest key; throws where it does not open. */
  renew(row: Row): Promise<Renewed>
}

/** What was sealed again, and how it gets into the row. */
export interface Renewed {
  sealed: string
  /** Changes the row only where it still is what was read. */
  write: (transaction: Transaction<Tables>) => { executeTakeFirst: () => Promise<{ numUpdatedRows: bigint }> }
}

/** The records of a table, each written in a transaction that fails once its key is closed. */
export function sealedRecords<Row>(storage: Storage, table: SealedTable<Row>): SealedRecords {
  return {
    kind: table.kind,
    count: async () => (await table.count.executeTakeFirstOrThrow()).count,
    async slice(after, limit) {
      const rows = await table.rows(after, limit)
      return rows.map((row) => ({
        ...table.describe(row),
        async renew() {
          const { sealed, write } = await table.renew(row)
          return () =>
            storage.transaction().execute(async (transaction) => {
              const { numUpdatedRows } = await write(transaction).executeTakeFirst()
              await assertKeysOpen(transaction, [keyIdOf(sealed)])
              return numUpdatedRows > 0n
            })
        },
      }))
    },
  }
}
