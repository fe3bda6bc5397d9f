import type { GrantStatus } from '@alter/protocol'
import type { Kysely, Transaction } from 'kysely'
import { keyIdOf } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { EndedBy, Tables } from '../storage/schema.ts'
import type { NoteGrantEvent } from '../webhooks/outbox.ts'
import type { StoredGrant } from './grant.ts'
import { writeEnding } from './ending.ts'
import { createGrantLookup } from './lookup.ts'
import type { GrantLookup } from './lookup.ts'
import { toRow } from './row.ts'
import type { SealedTokens } from './tokens.ts'

/** Finds grants and changes them. */
export interface GrantStore extends GrantLookup {
  /**
   * Writes tokens over those of the version given; false when somebody else was faster.
   * @param also written in the same transaction, either way.
   */
  replaceTokens(
    grant: StoredGrant,
    tokens: SealedTokens,
    scopes: string[],
    also: (transaction: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean>
  /**
   * Ends a grant and deletes its tokens; false when it was revoked already or its tokens were replaced.
   * @param words the provider's, redacted
   */
  end(
    grant: StoredGrant,
    status: Exclude<GrantStatus, 'active'>,
    by: EndedBy,
    words?: string | null,
  ): Promise<boolean>
  makeDefault(grant: StoredGrant): Promise<void>
}

export const createGrantStore = (
  storage: Storage,
  noteEvent: NoteGrantEvent,
  now: () => number,
  /** Hears of each grant that ended here. */
  onEnd: (grant: string) => void = () => undefined,
): GrantStore => ({
  ...createGrantLookup(storage),
  replaceTokens: (grant, tokens, scopes, also) =>
    storage.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('grants')
        .set({
          ...tokens,
          scopes: JSON.stringify(scopes),
          tokenVersion: grant.tokenVersion + 1,
          updatedAt: now(),
        })
        .where('id', '=', grant.id)
        .where('status', '=', 'active')
        .where('tokenVersion', '=', grant.tokenVersion)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await assertKeysOpen(transaction, keysOf(tokens))
      await also(transaction)
      return numUpdatedRows > 0n
    }),
  async end(grant, status, by, words = null) {
    const event = EVENTS[status]
    const ended = await storage.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('grants')
        .set({
          status,
          endedBy: by,
          isDefault: 0,
          accessToken: null,
          refreshToken: null,
          accessExpiresAt: null,
          refreshAt: null,
          tokenVersion: grant.tokenVersion + 1,
          updatedAt: now(),
          revokedAt: status === 'revoked' ? now() : null,
        })
        .where('id', '=', grant.id)
        .where('status', '!=', 'revoked')
        .where('tokenVersion', '=', grant.tokenVersion)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await writeEnding(transaction, grant.id, words)
      if (event) await noteEvent(transaction, event, { ...grant, status }, words)
      return true
    })
    if (ended) onEnd(grant.id)
    return ended
  },
  async makeDefault({ id, appId, userId, provider }) {
    await storage
      .updateTable('grants')
      .set((row) => ({ isDefault: row.case().when('id', '=', id).then(1).else(0).end() }))
      .where('appId', '=', appId)
      .where('userId', '=', userId)
      .where('provider', '=', provider)
      .execute()
  },
})

/** An `expired` grant ended as its app said it would. */
const EVENTS = { revoked: 'grant.revoked', broken: 'grant.broken', expired: null } as const

/** The user has as many grants as one may have. */
export class TooManyGrantsError extends Error {
  override readonly name = 'TooManyGrantsError'
}

/**
 * Throws a `TooManyGrantsError` in the transaction that wrote a user's grant. Counted after it was written: the trigger
 * of the version keeps others of the same user waiting until then.
 */
export const assertGrantsWithin = async (
  storage: Kysely<Tables>,
  { appId, userId }: StoredGrant,
  most: number,
): Promise<void> => {
  if (userId === '') return
  const rows = await storage
    .selectFrom('grants')
    .select('id')
    .where('appId', '=', appId)
    .where('userId', '=', userId)
    .where('status', '=', 'active')
    .limit(most + 1)
    .execute()
  if (rows.length > most) throw new TooManyGrantsError(`a user has more than ${most} grants`)
}

/** Another change of the grant came between reading it and writing it. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError'
}

/**
 * Writes a grant in the transaction that ends its flow: a new one, or over the version it was made from. Throws an
 * `OvertakenError` where that is no longer the one stored: a refresh may have put in a token that must not be lost. Throws
 * a `ClosedKeyError` as {@link assertKeysOpen} does.
 */
export const writeGrant = async (
  storage: Kysely<Tables>,
  grant: StoredGrant,
  over: StoredGrant | null,
): Promise<void> => {
  const { id, ...values } = toRow(grant)
  if (over === null) {
    await storage
      .insertInto('grants')
      .values({ id, ...values })
      .execute()
    return assertKeysOpen(storage, keysOf(grant))
  }
  const { numUpdatedRows } = await storage
    .updateTable('grants')
    .set(values)
    .where('id', '=', id)
    .where('tokenVersion', '=', over.tokenVersion)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new OvertakenError(`grant ${id} was changed meanwhile`)
  await assertKeysOpen(storage, keysOf(grant))
}

/** The data keys that a grant needs. */
const keysOf = ({ accessToken, refreshToken }: SealedTokens): string[] =>
  [accessToken, refreshToken].filter((sealed) => sealed !== null).map(keyIdOf)
