import type { Transaction } from 'kysely'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { SealedKind, SealedRecord, SealedRecords } from './reseal.ts'
import { keyIdOf } from './seal.ts'

/** A table whose rows hold values that a data key sealed. */
export interface SealedTable<Row> {
  kind: SealedKind
  count: { executeTakeFirstOrThrow(): Promise<{ count: number }> }
  /** Rows in the order of their ids, after the id given. */
  rows(after: string, limit: number): Promise<Row[]>
  describe(row: Row): Pick<SealedRecord, 'id' | 'app' | 'sealed'>
  /** Seals a row's values with the newest key. Throws when they do not open. */
  renew(row: Row): Promise<Renewed>
}

/** Values that were sealed again, and the statement that writes them. */
export interface Renewed {
  sealed: string
  /** Changes the row only if it is still what was read. */
  write: (transaction: Transaction<Tables>) => { executeTakeFirst: () => Promise<{ numUpdatedRows: bigint }> }
}

/** The records of a table. Each is written in a transaction that fails once its key is closed. */
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
