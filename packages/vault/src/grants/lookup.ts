import { listGrants } from './list.ts'
import type { GrantList, ListedGrants, Owner } from './list.ts'
import type { Storage } from '../storage/open.ts'
import type { StoredGrant } from './grant.ts'
import { fromRow } from './row.ts'

/** Finds grants. */
export interface GrantLookup {
  find(app: string, id: string): Promise<StoredGrant | null>
  findAccount(app: string, user: string, provider: string, account: string): Promise<StoredGrant | null>
  ofUser(app: string, user: string): Promise<StoredGrant[]>
  /** Newest first. */
  ofProvider(app: string, user: string, provider: string): Promise<StoredGrant[]>
  /** Without those that were revoked on purpose: whoever disconnected an account does not want to see it. */
  page(app: string, owner: Owner, query: GrantList): Promise<ListedGrants>
  /** The other live grants, of any app, whose OAuth client and account have the same names: servers may differ. */
  ofAccount(grant: Pick<StoredGrant, 'id' | 'clientId' | 'accountId'>): Promise<StoredGrant[]>
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
      .execute()
    // They are few; an index in this order would be written with every refresh.
    return rows.map(fromRow).toSorted((one, other) => other.updatedAt - one.updatedAt)
  },
  page: (app, owner, query) => listGrants(storage, app, owner, query),
  async ofAccount({ id, clientId, accountId }) {
    const rows = await storage
      .selectFrom('grants')
      .selectAll()
      .where('clientId', '=', clientId)
      .where('accountId', '=', accountId)
      .where('status', '=', 'active')
      .where('id', '!=', id)
      .execute()
    return rows.map(fromRow)
  },
})

const grantsOf = (storage: Storage, app: string) =>
  storage.selectFrom('grants').selectAll().where('appId', '=', app)
