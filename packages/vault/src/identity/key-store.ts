import { randomUUID } from 'node:crypto'
import { KEY_SCOPES, type KeyScope } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { equalDigests } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { KeyRow } from '../storage/schema/api-keys.ts'
import type { StoredAgent } from './agent.ts'
import { fromAgentRow } from './agent-row.ts'
import { createApiKey } from './api-key.ts'

/** What a key may do, and from where, and for how long. */
export interface KeyRights {
  scopes: KeyScope[]
  /** Empty for all addresses. */
  ranges: string[]
  userTokenRequired: boolean
  /** Milliseconds since the epoch; `null` is without an end. */
  expiresAt: number | null
}

/** A key of an app, as the database keeps it. */
export interface StoredKey extends KeyRights {
  id: string
  appId: string
  agentId: string | null
  hash: string
  lastFour: string
  name: string
  createdAt: number
  lastUsedAt: number | null
  deprecatedAt: number | null
  revokedAt: number | null
}

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

export interface CreatedKey {
  key: StoredKey
  secret: string
}

/** The app, or the agent, has as many live keys as one may have. */
export class TooManyKeysError extends Error {
  override readonly name = 'TooManyKeysError'
}

/** Without this key its owner has none that opens anything. */
export class LastKeyError extends Error {
  override readonly name = 'LastKeyError'
}

/** Live keys of one app, without those of its agents. */
const MOST_LIVE = 100
/** Live keys of one agent. */
const MOST_LIVE_OF_AGENT = 20

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
        const [left] = await liveKeys(transaction, key.appId, key.agentId, now()).limit(1).execute()
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

/** Whose a new key is, and what it is called. */
export interface NewKey {
  app: string
  /** `null` for a key of the app itself. */
  agent: string | null
  name: string
}

/** Writes a new key as part of a transaction. Throws a {@link TooManyKeysError}. */
export async function insertKey(
  transaction: Kysely<Tables>,
  keyring: Pick<Keyring, 'stamp'>,
  { app, agent, name }: NewKey,
  rights: KeyRights,
  now: number,
): Promise<CreatedKey> {
  const { key: secret, hash } = createApiKey(agent === null ? 'app' : 'agent')
  const key: StoredKey = {
    id: randomUUID(),
    appId: app,
    agentId: agent,
    hash,
    lastFour: secret.slice(-4),
    name,
    ...rights,
    createdAt: now,
    lastUsedAt: null,
    deprecatedAt: null,
    revokedAt: null,
  }
  await transaction.insertInto('keys').values(toRow(key, keyring)).execute()
  await assertFew(transaction, key, now)
  return { key, secret }
}

/** Counted after it was written: the trigger of the version keeps others of the same app waiting until then. */
async function assertFew(storage: Kysely<Tables>, { appId, agentId }: StoredKey, now: number): Promise<void> {
  const most = agentId === null ? MOST_LIVE : MOST_LIVE_OF_AGENT
  const live = await liveKeys(storage, appId, agentId, now)
    .limit(most + 1)
    .execute()
  if (live.length <= most) return
  const whose = agentId === null ? appId : 'the agent'
  throw new TooManyKeysError(`${whose} has ${most} live keys: revoke one first`)
}

function liveKeys(storage: Kysely<Tables>, app: string, agent: string | null, now: number) {
  return storage
    .selectFrom('keys')
    .select('id')
    .where('appId', '=', app)
    .where('agentId', agent === null ? 'is' : '=', agent)
    .where('revokedAt', 'is', null)
    .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', now)]))
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

/**
 * Looked at after the new key was written, for the same reason: a key that is taken back at this moment makes no other,
 * and whoever takes back all keys of the app later finds it.
 */
export async function assertMayMake(
  storage: Kysely<Tables>,
  app: string,
  maker: StoredKey | null,
): Promise<void> {
  const gone =
    maker === null
      ? await storage
          .selectFrom('appAccess')
          .select('appId')
          .where('appId', '=', app)
          .where('configKeyRefusedAt', 'is not', null)
          .executeTakeFirst()
      : await storage
          .selectFrom('keys')
          .select('id')
          .where('id', '=', maker.id)
          .where('revokedAt', 'is not', null)
          .executeTakeFirst()
  if (gone) throw new ProblemError('invalid_api_key', 'This API key was revoked.')
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

/** All that decides what a key opens. */
function sealOf(key: StoredKey, keyring: Pick<Keyring, 'stamp'>): string | null {
  return keyring.stamp(
    key.appId,
    JSON.stringify([
      'key',
      key.id,
      key.appId,
      key.agentId,
      key.hash,
      key.scopes,
      key.ranges,
      key.userTokenRequired,
      key.createdAt,
      key.expiresAt,
    ]),
  )
}

function toRow(key: StoredKey, keyring: Pick<Keyring, 'stamp'>): KeyRow {
  const seal = sealOf(key, keyring)
  if (seal === null) throw new Error(`there is no app ${key.appId}`)
  return {
    ...key,
    scopes: JSON.stringify(key.scopes),
    ranges: JSON.stringify(key.ranges),
    userTokenRequired: key.userTokenRequired ? 1 : 0,
    seal,
  }
}

function fromRow(row: KeyRow): StoredKey {
  return {
    id: row.id,
    appId: row.appId,
    agentId: row.agentId,
    hash: row.hash,
    lastFour: row.lastFour,
    name: row.name,
    scopes: textsOf(row.scopes).filter(isScope),
    ranges: textsOf(row.ranges),
    userTokenRequired: row.userTokenRequired === 1,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
    deprecatedAt: row.deprecatedAt,
    revokedAt: row.revokedAt,
  }
}

const texts = z.array(z.string())

/** One row that somebody else wrote hides no other: what is no list is an empty one, which its seal does not fit. */
function textsOf(json: string): string[] {
  try {
    return texts.parse(JSON.parse(json))
  } catch {
    return []
  }
}

function isScope(scope: string): scope is KeyScope {
  return KEY_SCOPES.some((known) => known === scope)
}
