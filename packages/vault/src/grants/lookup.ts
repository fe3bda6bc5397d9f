import type { Storage } from '../storage/open.ts'
import type { StoredGrant } from './grant.ts'
import { fromRow } from './row.ts'

/** Whose grants: a user's, the app's own (`''`), or all of the app (`null`). */
export type Owner = string | null

/** Finds grants. */
export interface GrantLookup {
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
}

export const createGrantLookup = (storage: Storage): GrantLookup => ({
  async find(app, id) {
    const row = await grantsOf(storage, app).where('id', '=', id).executeTakeFirst()
    return row ? fromRow(row) : null
  },
  async findAccount(app, user, provider, account) {
    const row = await grantsOf(storage, app)
      .where('userId', '=', user)
      .where('provider', '=', provider)
      .where('accountId', '=', account)
      .executeTakeFirst()
    return row ? fromRow(row) : null
  },
  async ofUser(app, user) {
    const rows = await grantsOf(storage, app).where('userId', '=', user).execute()
    return rows.map(fromRow)
  },
  async ofProvider(app, user, provider) {
    const rows = await grantsOf(storage, app)
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
})

const grantsOf = (storage: Storage, app: string) =>
  storage.selectFrom('grants').selectAll().where('appId', '=', app)
