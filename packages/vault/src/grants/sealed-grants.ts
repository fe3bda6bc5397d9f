import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import type { Storage } from '../storage/open.ts'
import type { StoredGrant } from './grant.ts'
import { ownerColumns } from './owner.ts'
import type { GrantSeals } from './seal.ts'
import { rewriteGrant } from './write.ts'
import { renewTokens } from './tokens.ts'

export interface SealedGrantsParts {
  storage: Storage
  keyring: Keyring
  seals: GrantSeals
}

/** All grants, for resealing with newer keys: the rows, and the tokens of those that hold some. */
export function sealedGrants(parts: SealedGrantsParts): SealedRecords {
  return {
    kind: 'grant',
    async count() {
      const { count } = await parts.storage
        .selectFrom('grants')
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    async slice(after, limit) {
      const rows = await parts.storage
        .selectFrom('grants')
        .selectAll('grants')
        .select(ownerColumns('grants.userId'))
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        app: row.appId,
        sealed: [row.accessToken, row.refreshToken, row.seal].filter((sealed) => sealed !== null),
        renew: async () => renewal(parts, await parts.seals.read(row)),
      }))
    },
  }
}

/** The token version stays, so that a refresh under way can still store its tokens. */
async function renewal(
  { storage, keyring, seals }: SealedGrantsParts,
  grant: StoredGrant,
): Promise<() => Promise<boolean>> {
  if (!grant.intact) throw new Error(`grant ${grant.id} was altered`)
  const tokens = await renewTokens(keyring, grant)
  return () => storage.transaction().execute((transaction) => rewriteGrant(transaction, seals, grant, tokens))
}
