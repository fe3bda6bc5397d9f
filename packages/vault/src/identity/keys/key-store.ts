import type { Kysely } from 'kysely'
import { equalDigests } from '../../crypto/hash.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { ProblemError } from '../../problem.ts'
import type { Storage } from '../../storage/open.ts'
import type { Tables } from '../../storage/schema.ts'
import type { KeyRow } from '../../storage/schema/api-keys.ts'
import { fromAgentRow } from './agent-row.ts'
import type { StoredAgent } from './agent.ts'
import { fromRow, type KeyRights, sealOf, type StoredKey } from './key-row.ts'
import { assertMayMake, type CreatedKey, insertKey, liveKeys } from './new-key.ts'

/** Creates, finds and revokes keys. */
export interface KeyStore {
  /**
   * Creates a key. Only the result holds the key itself. Throws a {@link TooManyKeysError}, and `invalid_api_key` when
   * its maker was revoked meanwhile.
   */
  create(app: string, name: string, rights: KeyRights, origin?: KeyOrigin): Promise<CreatedKey>
  /** The app's own keys, or those of one agent, oldest first. */
  list(app: string, agent?: string): Promise<StoredKey[]>
  /** A key by its id: one of the app's own, or one of an agent. */
  find(app: string, id: string, agent?: string): Promise<StoredKey | null>
  /**
   * The key with a hash, its agent, and the version of the app's keys at which both were read; `null` when there is
   * none or no vault wrote the row.
   */
  ofHash(hash: string): Promise<{ key: StoredKey; agent: StoredAgent | null; version: number } | null>
  deprecate(key: StoredKey): Promise<StoredKey>
  /**
   * Revokes a key. With `unlessLast` it throws a {@link LastKeyError} for the last key of its owner that still opens
   * anything.
   */
  revoke(key: StoredKey, options?: { unlessLast?: boolean }): Promise<StoredKey>
  noteUse(id: string, at: number): Promise<void>
}

/** How a key came to be. Empty when an operator creates it. */
export interface KeyOrigin {
  /** The key that the new one replaces. */
  successorOf?: StoredKey
  /** The key that asked for it; `null` for the one of the config file. */
  maker?: StoredKey | null
  /** The agent that owns it. Default: the app itself. */
  agent?: string
}

/** Without this key its owner could not call any more. */
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
      // A row that somebody else wrote has no valid seal, so its key opens nothing.
      const seal = sealOf(key, keyring)
      const isOurs = seal !== null && equalDigests(row.seal, seal)
      if (!isOurs && key.revokedAt === null) return null
      const version = row.keysVersion ?? 0
      if (key.agentId === null) return { key, agent: null, version }
      // Read after the version, so the agent is at least as new.
      const agent = await agentOf(storage, keyring, key.appId, key.agentId)
      return agent && { key, agent, version }
    },
    deprecate: (key) => change(key, { deprecatedAt: key.deprecatedAt ?? now() }),
    // Removes the seal, so that nobody without the master key can bring the key back.
    async revoke(key, { unlessLast = false } = {}) {
      const ended = { revokedAt: now(), seal: '' }
      if (!unlessLast) return change(key, ended)
      await storage.transaction().execute(async (transaction) => {
        await changeKey(transaction, key.id, ended)
        const [left] = await liveKeys(transaction, key, now(), 1)
        if (!left) throw new LastKeyError('this is the last key of the agent that still works')
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

/** Checked after the write: whoever deletes the agent later finds this key. */
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

/** How long ended keys are shown. Milliseconds. */
const SHOWN = 365 * 86_400_000

/** Forgets keys that ended long ago. */
export async function sweepKeys(storage: Storage, now: number): Promise<void> {
  const before = now - SHOWN
  await storage
    .deleteFrom('keys')
    .where((row) => row.or([row('revokedAt', '<', before), row('expiresAt', '<', before)]))
    .execute()
}
