import { HEADER } from '@alter/protocol'
import { createBounded, type WatchCache } from '../bounded.ts'
import type { App } from '../config/settings.ts'
import { equalDigests, sha256 } from '../crypto/hash.ts'
import { ProblemError } from '../problem.ts'
import type { Standing } from '../storage/standing.ts'
import { isOfDatabase } from './api-key.ts'
import type { KeyStore, StoredKey } from './key-store.ts'

/** The API key of a request. */
export interface UsedKey {
  app: App
  /** `null` is the key of the config file, which may do everything. */
  stored: StoredKey | null
  digest: string
  /** Of the app's keys, as of which this one was read. */
  version: number
}

/** Finds the app of an API key. */
export interface KnownKeys {
  /** As it is remembered, or read now; throws `invalid_api_key`. */
  find(request: Request): Promise<UsedKey>
  /** As the database has it now; throws `invalid_api_key`. */
  current(used: UsedKey): Promise<UsedKey>
  /** Notes that a key has opened something. */
  noteUse(used: UsedKey): void
  /** Writes when keys were used last: for each key at most one write, however often it was used meanwhile. */
  writeUses(): Promise<void>
}

const MOST_KNOWN = 10_000

export function createKnownKeys(
  { apps, store, standing, now }: { apps: App[]; store: KeyStore; standing: Standing; now: () => number },
  watch: WatchCache,
): KnownKeys {
  const known = createBounded<UsedKey>({ entries: MOST_KNOWN })
  watch('API keys', known.size)
  /** When keys were used last, by their id, since it was written. */
  let uses = new Map<string, number>()

  async function read(digest: string): Promise<UsedKey> {
    known.delete(digest)
    const found = await store.ofHash(digest)
    const app = apps.find(({ id }) => id === found?.key.appId)
    if (!found || !app || found.key.agentId !== null) throw unknownKey()
    const used = { app, stored: found.key, digest, version: found.version }
    known.set(digest, used)
    return used
  }

  return {
    async find(request) {
      const key = request.headers.get(HEADER.apiKey)
      if (!key) throw new ProblemError('invalid_api_key', `Send the app's API key in ${HEADER.apiKey}.`)
      const digest = sha256(key)
      const app = apps.find(({ apiKeyHash }) => apiKeyHash !== null && equalDigests(apiKeyHash, digest))
      if (app) return { app, stored: null, digest, version: 0 }
      if (!isOfDatabase(key)) throw unknownKey()
      return known.get(digest) ?? read(digest)
    },
    async current(used) {
      const { app, stored, digest, version } = used
      const access = await standing.access(app.id)
      if (stored === null) {
        if (access.configKeyRefusedAt === null && access.refusedKeyHash !== digest) return used
        throw new ProblemError('invalid_api_key', 'This API key is refused since `alter-vault panic`.')
      }
      return access.keysVersion === version ? used : read(digest)
    },
    noteUse({ stored }) {
      if (stored && (uses.size < MOST_KNOWN || uses.has(stored.id))) uses.set(stored.id, now())
    },
    async writeUses() {
      const written = uses
      uses = new Map()
      for (const [id, at] of written) await store.noteUse(id, at)
    },
  }
}

function unknownKey(): ProblemError {
  return new ProblemError(
    'invalid_api_key',
    `No app has the API key in ${HEADER.apiKey}: is it of another environment?`,
  )
}
