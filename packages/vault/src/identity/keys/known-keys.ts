import { AGENT_KEY_SCOPES, HEADER, KEY_SCOPES, type KeyScope } from '@alter/protocol'
import { createBounded, type WatchCache } from '../../bounded.ts'
import type { App } from '../../config/settings.ts'
import { equalDigests, sha256 } from '../../crypto/hash.ts'
import { ProblemError } from '../../problem.ts'
import type { Standing } from '../../storage/standing.ts'
import { agentOfFile, type StoredAgent } from './agent.ts'
import { isOfDatabase } from './api-key.ts'
import type { StoredKey } from './key-row.ts'
import type { KeyStore } from './key-store.ts'

/** The API key of a request, with its owner and rights. */
export interface UsedKey {
  app: App
  /** The agent that owns it; `null` for the app itself. */
  agent: StoredAgent | null
  /** `null` for a key of the config file. */
  stored: StoredKey | null
  /** The scopes of the key. */
  scopes: readonly KeyScope[]
  digest: string
  /** The version of the app's keys at which this one was read. */
  version: number
}

/** Finds the app of an API key, and remembers it. */
export interface KnownKeys {
  /** The key of a request, from memory or from the database. Throws `invalid_api_key`. */
  find(request: Request): Promise<UsedKey>
  /** The key as the database has it now. Throws `invalid_api_key`. */
  current(used: UsedKey): Promise<UsedKey>
  /** Records that a key was used. */
  noteUse(used: UsedKey): void
  /** Writes the times of last use, one write for each key. */
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
  /** When keys were used since the last write, by key id. */
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
        throw new ProblemError(
          'invalid_api_key',
          'This API key was refused by `alter-vault panic`: use a new key.',
        )
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

/** The agents' keys of the config file, by hash. */
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

/** The scopes of a key. A key of an agent never has more than agents may have, whatever its row says. */
function scopesOf({ agentId, scopes }: StoredKey): readonly KeyScope[] {
  return agentId === null ? scopes : scopes.filter((scope) => AGENT_KEY_SCOPES.includes(scope))
}

function unknownKey(): ProblemError {
  return new ProblemError(
    'invalid_api_key',
    `No app has the API key in ${HEADER.apiKey}: check whether it belongs to another environment.`,
  )
}
