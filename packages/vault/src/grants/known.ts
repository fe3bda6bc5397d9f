import { createBounded, type WatchCache } from '../bounded.ts'
import { deletedProblem } from '../user-problem.ts'
import type { Standing } from '../storage/standing.ts'
import type { StoredGrant } from './grant.ts'
import type { GrantStore } from './store.ts'

/** Finds the grants that a call may use, from memory or from the database. */
export interface GrantFinder extends Pick<GrantStore, 'find' | 'ofProvider'> {
  /** A grant as it stands now; `null` where it, or its user, is gone. */
  current(grant: StoredGrant): Promise<StoredGrant | null>
}

const MOST_KNOWN = 10_000
/** Size of the texts of all grants, because providers decide how long their tokens are. */
const MOST_BYTES = 32 * 1024 * 1024

/**
 * Keeps grants in memory while the database confirms their version, which is read much faster than the rows. In memory
 * the tokens are as encrypted as in the database.
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
    // A token of a deleted user is remembered for up to a minute, even if another process deleted the user.
    if (version === undefined) throw deletedProblem()
    const kept = known.get(key)
    if (kept && kept.version === version) return kept.grants
    // Read after the version, so the grants are at least as new.
    const grants = await store.ofProvider(app, user, provider)
    known.set(key, { version, grants }, key.length + JSON.stringify(grants).length)
    return grants
  }
  return {
    find: (app, id) => store.find(app, id),
    ofProvider,
    async current({ appId, id, userId, provider }) {
      // Grants of the app itself have no user, and so no version.
      if (userId === '') return store.find(appId, id)
      return (await ofProvider(appId, userId, provider)).find((grant) => grant.id === id) ?? null
    },
  }
}
