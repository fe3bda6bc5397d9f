import type { GrantStatus } from '@alter/protocol'
import type { Kysely, Transaction } from 'kysely'
import type { Storage } from '../storage/open.ts'
import type { EndedBy, GrantRow, Tables } from '../storage/schema.ts'
import type { NoteGrantEvent } from '../webhooks/outbox.ts'
import type { StoredGrant } from './grant.ts'
import type { SealedTokens } from './tokens.ts'

/** Whose grants: a user's, the app's own (`''`), or all of the app (`null`). */
export type Owner = string | null

export interface GrantStore {
  find(app: string, id: string): Promise<StoredGrant | null>
  findAccount(app: string, user: string, provider: string, account: string): Promise<StoredGrant | null>
  ofUser(app: string, user: string): Promise<StoredGrant[]>
  /** Newest first. */
  ofProvider(app: string, user: string, provider: string): Promise<StoredGrant[]>
  /** Without those that were revoked on purpose: whoever disconnected an account does not want to see it. */
  page(
    app: string,
    owner: Owner,
    query: { provider?: string | undefined; limit: number; offset: number },
  ): Promise<{ grants: StoredGrant[]; total: number }>
  /** Whether another live grant of the same OAuth client and account would lose its tokens with this one. */
  sharesAuthorization(
    grant: Pick<StoredGrant, 'id' | 'provider' | 'clientId' | 'accountId'>,
  ): Promise<boolean>
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
  /** Ends a grant and deletes its tokens; false when it was revoked already or its tokens were replaced. */
  end(grant: StoredGrant, status: Exclude<GrantStatus, 'active'>, by: EndedBy): Promise<boolean>
  makeDefault(grant: StoredGrant): Promise<void>
}

export const createGrantStore = (
  storage: Storage,
  noteEvent: NoteGrantEvent,
  now: () => number,
): GrantStore => ({
  async find(app, id) {
    const row = await storage
      .selectFrom('grants')
      .selectAll()
      .where('appId', '=', app)
      .where('id', '=', id)
      .executeTakeFirst()
    return row ? fromRow(row) : null
  },
  async findAccount(app, user, provider, account) {
    const row = await storage
      .selectFrom('grants')
      .selectAll()
      .where('appId', '=', app)
      .where('userId', '=', user)
      .where('provider', '=', provider)
      .where('accountId', '=', account)
      .executeTakeFirst()
    return row ? fromRow(row) : null
  },
  async ofUser(app, user) {
    const rows = await storage
      .selectFrom('grants')
      .selectAll()
      .where('appId', '=', app)
      .where('userId', '=', user)
      .execute()
    return rows.map(fromRow)
  },
  async ofProvider(app, user, provider) {
    const rows = await storage
      .selectFrom('grants')
      .selectAll()
      .where('appId', '=', app)
      .where('userId', '=', user)
      .where('provider', '=', provider)
      .orderBy('updatedAt', 'desc')
      .execute()
    return rows.map(fromRow)
  },
  async page(app, owner, { provider, limit, offset }) {
    let matching = storage
      .selectFrom('grants')
      .where('appId', '=', app)
      .where((row) => row.or([row('endedBy', 'is', null), row('endedBy', '!=', 'app')]))
    if (owner !== null) matching = matching.where('userId', '=', owner)
    if (provider !== undefined) matching = matching.where('provider', '=', provider)
    const rows = await matching
      .selectAll()
      .orderBy('createdAt')
      .orderBy('id')
      .limit(limit)
      .offset(offset)
      .execute()
    const { total } = await matching
      .select((select) => select.fn.countAll().as('total'))
      .executeTakeFirstOrThrow()
    return { grants: rows.map(fromRow), total: Number(total) }
  },
  async sharesAuthorization({ id, provider, clientId, accountId }) {
    const other = await storage
      .selectFrom('grants')
      .select('id')
      .where('provider', '=', provider)
      .where('clientId', '=', clientId)
      .where('accountId', '=', accountId)
      .where('status', '=', 'active')
      .where('id', '!=', id)
      .executeTakeFirst()
    return other !== undefined
  },
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
      await also(transaction)
      return numUpdatedRows > 0n
    }),
  async end(grant, status, by) {
    const event = EVENTS[status]
    return storage.transaction().execute(async (transaction) => {
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
      if (event) await noteEvent(transaction, event, { ...grant, status })
      return true
    })
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

/** Inserts a grant, or replaces the one with its id; in the transaction that ends the flow. */
export const writeGrant = async (storage: Kysely<Tables>, grant: StoredGrant): Promise<void> => {
  const { id, ...values } = toRow(grant)
  await storage
    .insertInto('grants')
    .values({ id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute()
}

const fromRow = (row: GrantRow): StoredGrant => ({
  ...row,
  scopes: JSON.parse(row.scopes),
  fields: JSON.parse(row.fields),
})

const toRow = (grant: StoredGrant): GrantRow => ({
  ...grant,
  scopes: JSON.stringify(grant.scopes),
  fields: JSON.stringify(grant.fields),
})
