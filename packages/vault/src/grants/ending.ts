import type { Kysely } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { GrantEndingRow } from '../storage/schema/grants.ts'

/** The details of how a grant ended. */
export type Ending = Omit<GrantEndingRow, 'grantId'>

/** Writes how a grant ends, in the transaction that ends it. Replaces the details of an earlier end. */
export async function writeEnding(
  transaction: Kysely<Tables>,
  grantId: string,
  words: string | null,
): Promise<void> {
  await transaction.deleteFrom('grantRefusals').where('grantId', '=', grantId).execute()
  await transaction
    .insertInto('grantEndings')
    .values({ grantId, words, providerRevocation: null })
    .onConflict((conflict) => conflict.column('grantId').doUpdateSet({ words, providerRevocation: null }))
    .execute()
}

/** How grants ended, by their ids. */
export async function endingsOf(storage: Storage, grants: string[]): Promise<ReadonlyMap<string, Ending>> {
  if (grants.length === 0) return new Map()
  const rows = await storage
    .selectFrom('grantEndings')
    .selectAll()
    .where('grantId', 'in', padded(grants))
    .execute()
  return new Map(rows.map(({ grantId, ...ending }) => [grantId, ending]))
}
