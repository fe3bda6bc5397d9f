import { AGENT_KEY_SCOPES, HEADER, KEY_SCOPES, type KeyScope } from '@alter/protocol'
import { createBounded, type WatchCache } from '../bounded.ts'
import type { App } from '../config/settings.ts'
import { equalDigests, sha256 } from '../crypto/hash.ts'
import { ProblemError } from '../problem.ts'
import type { Standing } from '../storage/standing.ts'
import { agentOfFile, type StoredAgent } from './agent.ts'
import { isOfDatabase } from './api-key.ts'
import type { StoredKey } from './key-row.ts'
import type { KeyStore } from './key-store.ts'

/** The API key of a request. */
export interface UsedKey {
  app: App
  /** Whose key it is; `null` for one of the app itself. */
  agent: StoredAgent | null
  /** `null` is a key of the config file. */
  stored: StoredKey | null
  /** What it may do. */
  scopes: readonly KeyScope[]
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
  const fileKeys = keysOfFileAgents(apps)
  /** When keys were used last, by their id, since it was written. */
  let uses = new Map<string, number>()

  async function read(digest: string): Promise<UsedKey> {
    known.delete(digest)
    const found = await store.ofHash(digest)
    const app = apps.find(({ id }) => id === found?.key.appId)
    if (!found || !app) throw unknownKey()
    const { key, agent, version } = found
    const used = { app, agent, stored: key, scopes: scopesOf(key), digest, version }
    known.set(digest, used)
    return used
  }

  return {
    async find(request) {
      const key = request.headers.get(HEADER.apiKey)
      if (!key) throw new ProblemError('invalid_api_key', `Send the app's API key in ${HEADER.apiKey}.`)
      const digest = sha256(key)
      const app = apps.find(({ apiKeyHash }) => apiKeyHash !== null && equalDigests(apiKeyHash, digest))
      if (app) return { app, agent: null, stored: null, scopes: KEY_SCOPES, digest, version: 0 }
      const ofFile = fileKeys.get(digest)
      if (ofFile) return ofFile
      if (!isOfDatabase(key)) throw unknownKey()
      return known.get(digest) ?? read(digest)
    },
    async current(used) {
      const { app, stored, digest, version } = used
      const access = await standing.access(app.id)
      if (stored === null) {
        const refused = access.refusedKeyHash?.split(' ') ?? []
        if (access.configKeyRefusedAt === null && !refused.includes(digest)) return used
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

/** By the hash of the key. */
function keysOfFileAgents(apps: App[]): ReadonlyMap<string, UsedKey> {
  const keys = apps.flatMap((app) =>
    app.agents.flatMap((agent) =>
      agent.keyHashes.map((digest) => ({
        app,
        agent: agentOfFile(app.id, agent),
        stored: null,
        scopes: agent.keyScopes,
        digest,
        version: 0,
      })),
    ),
  )
  return new Map(keys.map((key) => [key.digest, key]))
}

/** No key of an agent may do more than agents may, whatever it was made with. */
function scopesOf({ agentId, scopes }: StoredKey): readonly KeyScope[] {
  return agentId === null ? scopes : scopes.filter((scope) => AGENT_KEY_SCOPES.includes(scope))
}

function unknownKey(): ProblemError {
  return new ProblemError(
    'invalid_api_key',
    `No app has the API key in ${HEADER.apiKey}: is it of another environment?`,
  )
}
