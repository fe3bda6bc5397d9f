import type { PolicyRule } from '@alter/protocol'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import type { StoredDelegation } from '../src/grants/delegation.ts'
import { createDelegationSeals } from '../src/grants/delegation-seal.ts'
import { createDelegationStore, type DelegationStore } from '../src/grants/delegations.ts'
import type { StoredGrant } from '../src/grants/grant.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { createGrantStore, type GrantStore } from '../src/grants/store.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import { createOutbox } from '../src/webhooks/outbox.ts'
import { createPost } from '../src/webhooks/post.ts'
import type { System } from './system.ts'

/** Creates and ends delegations directly in the database. */
export interface TestDelegations extends AsyncDisposable {
  storage: Storage
  store: DelegationStore
  grants: GrantStore
  /** Rows that were found to be altered. */
  altered: string[]
  /** Ends the delegations of a grant, or that of one agent; resolves with their number. */
  end(grantId: string, agentId?: string): Promise<number>
  give(grantId: string, agentId: string, limits?: Partial<Limits>): Promise<StoredDelegation>
}

interface Limits {
  rules: PolicyRule[]
  /** Milliseconds since the epoch. */
  expiresAt: number | null
}

export async function openDelegations(
  system: System,
  now: () => number = Date.now,
): Promise<TestDelegations> {
  const settings = resolveSettings(system.config, {})
  const storage = await openStorage(settings.database)
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const keyring = await openKeyring(
    storage,
    [masterKey],
    settings.apps.map(({ id }) => id),
  )
  const altered: string[] = []
  const store = createDelegationStore({
    storage,
    seals: createDelegationSeals(keyring, ({ id }) => void altered.push(id)),
    noteEvent: createOutbox(createPost(settings.apps, now)),
    now,
  })
  const grants = createGrantStore({
    storage,
    keyring,
    seals: createGrantSeals(keyring, () => undefined),
    noteEvent: () => Promise.resolve(),
    now,
  })
  async function find(grantId: string): Promise<StoredGrant> {
    const grant = await grants.find('demo', grantId)
    if (!grant) throw new Error(`no grant ${grantId}`)
    return grant
  }
  return {
    storage,
    store,
    grants,
    altered,
    end: async (grantId, agentId) => store.end(await find(grantId), agentId),
    async give(grantId, agentId, { rules = [], expiresAt = null } = {}) {
      const grant = await find(grantId)
      return storage
        .transaction()
        .execute((transaction) => store.write(transaction, { grant, agentId, rules, expiresAt }))
    },
    [Symbol.asyncDispose]: () => storage.destroy(),
  }
}
