import { type GrantList, type ListedGrants, listGrants, type Owner } from './list.ts'
import type { Storage } from '../storage/open.ts'
import type { StoredGrant } from './grant.ts'
import { type OwnedRow, ownerColumns } from './owner.ts'
import type { GrantSeals } from './seal.ts'

/** Finds grants. */
export interface GrantLookup {
  find(app: string, id: string): Promise<StoredGrant | null>
  findAccount(app: string, user: string, provider: string, account: string): Promise<StoredGrant | null>
  ofUser(app: string, user: string): Promise<StoredGrant[]>
  /** Newest first. */
  ofProvider(app: string, user: string, provider: string): Promise<StoredGrant[]>
  /** Leaves out grants that were revoked on purpose, because users do not want to see disconnected accounts. */
  page(app: string, owner: Owner, query: GrantList): Promise<ListedGrants>
  /**
   * Other live grants, of any app, with the same OAuth client id and account id. They may belong to different servers.
   */
  ofAccount(grant: Pick<StoredGrant, 'id' | 'clientId' | 'accountId'>): Promise<StoredGrant[]>
}

export function createGrantLookup(storage: Storage, seals: GrantSeals): GrantLookup {
  return {
    async find(app, id) {
      const row = await grantsOf(storage, app).where('id', '=', id).executeTakeFirst()
      return row ? seals.read(row) : null
    },
    async findAccount(app, user, provider, account) {
      const row = await grantsOf(storage, app)
        .where('userId', '=', user)
        .where('provider', '=', provider)
        .where('accountId', '=', account)
        .executeTakeFirst()
      return row ? seals.read(row) : null
    },
    async ofUser(app, user) {
      const rows = await grantsOf(storage, app).where('userId', '=', user).execute()
      return readAll(seals, rows)
    },
    async ofProvider(app, user, provider) {
      const rows = await grantsOf(storage, app)
        .where('userId', '=', user)
        .where('provider', '=', provider)
        .execute()
      // Sorted here because there are few. An index in this order would be written with every refresh.
      const grants = await readAll(seals, rows)
      return grants.toSorted((one, other) => other.updatedAt - one.updatedAt)
    },
    page: (app, owner, query) => listGrants({ storage, seals }, app, owner, query),
    async ofAccount({ id, clientId, accountId }) {
      const rows = await storage
        .selectFrom('grants')
        .selectAll('grants')
        .select(ownerColumns('grants.userId'))
        .where('clientId', '=', clientId)
        .where('accountId', '=', accountId)
        .where('status', '=', 'active')
        .where('id', '!=', id)
        .execute()
      return (await readAll(seals, rows)).filter(({ intact }) => intact)
    },
  }
}

function grantsOf(storage: Storage, app: string) {
  return storage
    .selectFrom('grants')
    .selectAll('grants')
    .select(ownerColumns('grants.userId'))
    .where('appId', '=', app)
}

function readAll(seals: GrantSeals, rows: OwnedRow[]): Promise<StoredGrant[]> {
  return Promise.all(rows.map((row) => seals.read(row)))
}
