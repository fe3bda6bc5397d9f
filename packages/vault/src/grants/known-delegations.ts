import { createBounded, type WatchCache } from '../bounded.ts'
import type { Storage } from '../storage/open.ts'
import type { Standing } from '../storage/standing.ts'
import { isLive, type StoredDelegation } from './delegation.ts'
import type { DelegationStore } from './delegations.ts'

/** Finds delegations, from memory or from the database. */
export interface DelegationFinder {
  /** The delegations of a user to one agent as they stand now; empty for a deleted user. */
  ofUser(app: string, user: string, agent: string): Promise<StoredDelegation[]>
  /**
   * Users who may have delegated an account of a provider, at most `limit`. {@link DelegationFinder.ofUser} tells
   * whether they did.
   */
  givers(app: string, agent: string, provider: string, limit: number): Promise<string[]>
}

const MOST_KNOWN = 10_000
const MOST_BYTES = 32 * 1024 * 1024

/**
 * Keeps delegations in memory while the database confirms their version. Every change of a delegation raises the
 * version of its user's grants.
 */
export function createKnownDelegations(
  {
    standing,
    store,
    storage,
    now,
  }: { standing: Standing; store: DelegationStore; storage: Storage; now: () => number },
  watch: WatchCache,
): DelegationFinder {
  const known = createBounded<{ version: string; delegations: StoredDelegation[] }>({
    entries: MOST_KNOWN,
    bytes: MOST_BYTES,
  })
  watch('known delegations', known.size)

  async function all(app: string, user: string): Promise<StoredDelegation[]> {
    const key = JSON.stringify([app, user])
    const version = await standing.grantsVersion(user)
    if (version === undefined) return []
    const kept = known.get(key)
    if (kept && kept.version === version) return kept.delegations
    // Read after the version, so the delegations are at least as new.
    const delegations = await store.ofUser(app, user)
    known.set(key, { version, delegations }, key.length + JSON.stringify(delegations).length)
    return delegations
  }

  return {
    async ofUser(app, user, agent) {
      const delegations = await all(app, user)
      return delegations.filter((delegation) => delegation.agentId === agent && isLive(delegation, now()))
    },
    async givers(app, agent, provider, limit) {
      const rows = await storage
        .selectFrom('delegations')
        .select('userId')
        .distinct()
        .where('agentId', '=', agent)
        .where('provider', '=', provider)
        .where('appId', '=', app)
        .where('endedAt', 'is', null)
        .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', now())]))
        .limit(limit)
        .execute()
      return rows.map(({ userId }) => userId)
    },
  }
}
