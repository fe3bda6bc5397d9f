import { type Kysely, sql } from 'kysely'
import { keyIdOf } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'
import { toColumns, toRow } from './row.ts'
import type { GrantSeals } from './seal.ts'

/** The grant changed between the read and the write. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError'
}

/**
 * The only statement that changes a grant. It matches the version and the seal that were read, and seals the row again.
 * False when the row has changed.
 */
export async function rewriteGrant(
  transaction: Kysely<Tables>,
  seals: GrantSeals,
  over: StoredGrant,
  changes: Partial<StoredGrant>,
): Promise<boolean> {
  const seal = seals.sealOf({ ...over, ...changes })
  const { numUpdatedRows } = await transaction
    .updateTable('grants')
    .set({ ...toColumns(changes), seal })
    .where('id', '=', over.id)
    .where('tokenVersion', '=', over.tokenVersion)
    .where('seal', over.seal === null ? 'is' : '=', over.seal)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  // Unchanged ciphertexts may be under a closed key, which the resealing takes care of.
  await assertKeysOpen(transaction, keysOf({ ...changes, seal }))
  return true
}

/** Writes a new grant, sealed. */
export async function insertGrant(
  transaction: Kysely<Tables>,
  seals: GrantSeals,
  grant: StoredGrant,
): Promise<void> {
  const sealed = { ...grant, seal: seals.sealOf(grant) }
  await transaction.insertInto('grants').values(toRow(sealed)).execute()
  await assertKeysOpen(transaction, keysOf(sealed))
}

/** One statement for all, so that a simultaneous change of one of them waits for the whole. */
export function remark(storage: Storage, seals: GrantSeals, changed: StoredGrant[]): Promise<boolean> {
  return storage
    .transaction()
    .execute(async (transaction) => {
      const sealed = changed.map((grant) => ({ ...grant, was: grant.seal, seal: sealIfIntact(seals, grant) }))
      const newSeals = sealed.map((each) => sql`when ${each.id} then ${each.seal}`)
      const marks = sealed.map((each) => sql`when ${each.id} then ${sql.lit(each.isDefault)}`)
      const { numUpdatedRows } = await transaction
        .updateTable('grants')
        .set({
          seal: sql<string | null>`case id ${sql.join(newSeals, sql` `)} end`,
          isDefault: sql<number>`case id ${sql.join(marks, sql` `)} end`,
        })
        .where((row) =>
          row.or(
            sealed.map(({ id, tokenVersion, was }) =>
              row.and([
                row('id', '=', id),
                row('tokenVersion', '=', tokenVersion),
                row('seal', was === null ? 'is' : '=', was),
              ]),
            ),
          ),
        )
        .executeTakeFirst()
      if (numUpdatedRows < BigInt(sealed.length)) throw new OvertakenError('a grant was changed meanwhile')
      await assertKeysOpen(
        transaction,
        sealed.flatMap((grant) => (grant.seal === null ? [] : [keyIdOf(grant.seal)])),
      )
      return true
    })
    .catch((error: unknown) => {
      if (error instanceof OvertakenError) return false
      throw error
    })
}

function sealIfIntact(seals: GrantSeals, grant: StoredGrant): string | null {
  return grant.intact ? seals.sealOf(grant) : null
}

/** The data keys that sealed the written values. */
function keysOf({ accessToken, refreshToken, seal }: Partial<StoredGrant>): string[] {
  return [accessToken, refreshToken, seal].flatMap((sealed) => (sealed ? [keyIdOf(sealed)] : []))
}
