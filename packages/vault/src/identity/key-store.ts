import type { Kysely } from 'kysely'
import { equalDigests } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { KeyRow } from '../storage/schema/api-keys.ts'
import type { StoredAgent } from './agent.ts'
import { fromAgentRow } from './agent-row.ts'
import { fromRow, type KeyRights, sealOf, type StoredKey } from './key-row.ts'
import { assertMayMake, type CreatedKey, insertKey, liveKeys } from './new-key.ts'

/** Makes keys, finds them and ends them. */
export interface KeyStore {
  /**
   * Throws a {@link TooManyKeysError}, and `invalid_api_key` where its maker was revoked meanwhile. The key itself is in
   * the answer and nowhere else.
   */
  create(app: string, name: string, rights: KeyRights, origin?: KeyOrigin): Promise<CreatedKey>
  /** Oldest first: the app's own, or those of one of its agents. */
  list(app: string, agent?: string): Promise<StoredKey[]>
  /** One of the app's own, or of one of its agents. */
  find(app: string, id: string, agent?: string): Promise<StoredKey | null>
  /**
   * The key of a hash, the agent that it is of, and the version of the app's keys that both are of; `null` too for a row
   * that no vault wrote.
   */
  ofHash(hash: string): Promise<{ key: StoredKey; agent: StoredAgent | null; version: number } | null>
  deprecate(key: StoredKey): Promise<StoredKey>
  /** Throws a {@link LastKeyError} with `unlessLast` for the only key of its owner that still opens anything. */
  revoke(key: StoredKey, options?: { unlessLast?: boolean }): Promise<StoredKey>
  noteUse(id: string, at: number): Promise<void>
}

/** Where a key comes from; without any of it an operator makes it. */
export interface KeyOrigin {
  /** The key whose place it takes. */
  successorOf?: StoredKey
  /** The key that asks for it; `null` is the one of the config file. */
  maker?: StoredKey | null
  /** Whose it is. Default: the app's own. */
  agent?: string
}

/** Without this key its owner has none that opens anything. */
export class LastKeyError extends Error {
  override readonly name = 'LastKeyError'
}

export function createKeyStore(
  storage: Storage,
  keyring: Pick<Keyring, 'stamp'>,
  now: () => number,
): KeyStore {
  const find: KeyStore['find'] = async (app, id, agent) => {
    const row = await keysOf(storage, app, agent).where('id', '=', id).executeTakeFirst()
    return row ? fromRow(row) : null
  }
  async function change(key: StoredKey, values: Partial<KeyRow>): Promise<StoredKey> {
    await changeKey(storage, key.id, values)
    return (await find(key.appId, key.id, key.agentId ?? undefined)) ?? key
  }
  return {
    find,
    async create(app, name, rights, { successorOf, maker, agent } = {}) {
      return storage.transaction().execute(async (transaction) => {
        const created = await insertKey(
          transaction,
          keyring,
          { app, agent: agent ?? null, name },
          rights,
          now(),
        )
        if (maker !== undefined) await assertMayMake(transaction, app, maker)
        if (agent !== undefined) await assertNotDeleted(transaction, app, agent)
        if (!successorOf) return created
        await transaction
          .updateTable('keys')
          .set({ deprecatedAt: now() })
          .where('id', '=', successorOf.id)
          .where('deprecatedAt', 'is', null)
          .execute()
        return created
      })
    },
    async list(app, agent) {
      const rows = await keysOf(storage, app, agent).orderBy('createdAt').orderBy('id').execute()
      return rows.map(fromRow)
    },
    async ofHash(hash) {
      const row = await storage
        .selectFrom('keys')
        .leftJoin('appAccess', 'appAccess.appId', 'keys.appId')
        .selectAll('keys')
        .select('appAccess.keysVersion')
        .where('hash', '=', hash)
        .executeTakeFirst()
      if (!row) return null
      const key = fromRow(row)
      // Whoever can write the database cannot write a key that opens anything.
      const seal = sealOf(key, keyring)
      const isOurs = seal !== null && equalDigests(row.seal, seal)
      if (!isOurs && key.revokedAt === null) return null
      const version = row.keysVersion ?? 0
      if (key.agentId === null) return { key, agent: null, version }
      // Read after the version, so it is at least as new.
      const agent = await agentOf(storage, keyring, key.appId, key.agentId)
      return agent && { key, agent, version }
    },
    deprecate: (key) => change(key, { deprecatedAt: key.deprecatedAt ?? now() }),
    // Without its seal nobody who lacks the master key can bring it back.
    async revoke(key, { unlessLast = false } = {}) {
      const ended = { revokedAt: now(), seal: '' }
      if (!unlessLast) return change(key, ended)
      await storage.transaction().execute(async (transaction) => {
        await changeKey(transaction, key.id, ended)
        const [left] = await liveKeys(transaction, key, now(), 1)
        if (!left) throw new LastKeyError('this is the last key that opens anything')
      })
      return (await find(key.appId, key.id, key.agentId ?? undefined)) ?? key
    },
    async noteUse(id, at) {
      await storage
        .updateTable('keys')
        .set({ lastUsedAt: at })
        .where('id', '=', id)
        .where((row) => row.or([row('lastUsedAt', 'is', null), row('lastUsedAt', '<', at)]))
        .execute()
    },
  }
}

async function changeKey(storage: Kysely<Tables>, id: string, values: Partial<KeyRow>): Promise<void> {
  await storage.updateTable('keys').set(values).where('id', '=', id).where('revokedAt', 'is', null).execute()
}

/** Looked at after the new key was written: whoever deletes the agent later finds that key. */
async function assertNotDeleted(storage: Kysely<Tables>, app: string, agent: string): Promise<void> {
  const there = await storage
    .selectFrom('agents')
    .select('id')
    .where('appId', '=', app)
    .where('id', '=', agent)
    .where('status', '!=', 'revoked')
    .executeTakeFirst()
  if (!there) throw new ProblemError('not_found', `There is no agent ${agent.slice(0, 64)}.`)
}

async function agentOf(
  storage: Kysely<Tables>,
  keyring: Pick<Keyring, 'stamp'>,
  app: string,
  id: string,
): Promise<StoredAgent | null> {
  const row = await storage
    .selectFrom('agents')
    .selectAll()
    .where('appId', '=', app)
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? fromAgentRow(row, keyring) : null
}

function keysOf(storage: Storage, app: string, agent?: string) {
  return storage
    .selectFrom('keys')
    .selectAll()
    .where('appId', '=', app)
    .where('agentId', agent === undefined ? 'is' : '=', agent ?? null)
}

/** Ended keys are shown for so long. Milliseconds. */
const SHOWN = 365 * 86_400_000

/** Forgets keys that ended long ago. */
export async function sweepKeys(storage: Storage, now: number): Promise<void> {
  const before = now - SHOWN
  await storage
    .deleteFrom('keys')
    .where((row) => row.or([row('revokedAt', '<', before), row('expiresAt', '<', before)]))
    .execute()
}
