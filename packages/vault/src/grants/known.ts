import { createBounded, type WatchCache } from '../bounded.ts'
import { deletedProblem } from '../user-problem.ts'
import type { Standing } from '../storage/standing.ts'
import type { StoredGrant } from './grant.ts'
import type { GrantStore } from './store.ts'

/** Finds the grants that a call may mean. */
export interface GrantFinder extends Pick<GrantStore, 'find' | 'ofProvider'> {
  /** A grant as it stands now; `null` where it, or its user, is gone. */
  current(grant: StoredGrant): Promise<StoredGrant | null>
}

const MOST_KNOWN = 10_000
/** Of the texts of all grants: providers decide how long their tokens are. */
const MOST_BYTES = 32 * 1024 * 1024

/**
 * Keeps grants in memory for as long as the database says that they stand: a version is read much faster than rows.
 * What is kept is as sealed as in the database.
 */
export function createKnownGrants(standing: Standing, store: GrantStore, watch: WatchCache): GrantFinder {
  const known = createBounded<{ version: string; grants: StoredGrant[] }>({
    entries: MOST_KNOWN,
    bytes: MOST_BYTES,
  })
  watch('known grants', known.size)

  const ofProvider: GrantFinder['ofProvider'] = async (app, user, provider) => {
    const key = JSON.stringify([app, user, provider])
    const version = await standing.grantsVersion(user)
    // Their token is remembered for a minute, wherever they were deleted.
    if (version === undefined) throw deletedProblem()
    const kept = known.get(key)
    if (kept && kept.version === version) return kept.grants
    // Read after their version, so they are at least as new.
    const grants = await store.ofProvider(app, user, provider)
    known.set(key, { version, grants }, key.length + JSON.stringify(grants).length)
    return grants
  }
  return {
    find: (app, id) => store.find(app, id),
    ofProvider,
    async current({ appId, id, userId, provider }) {
      // The app's own grants have no user whose version could be read.
      if (userId === '') return store.find(appId, id)
      return (await ofProvider(appId, userId, provider)).find((grant) => grant.id === id) ?? null
    },
  }
}
