import { randomUUID } from 'node:crypto'
import { KEY_SCOPES, type KeyScope } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { equalDigests } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { KeyRow, Tables } from '../storage/schema.ts'
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
  /** The app's own, oldest first. */
  list(app: string): Promise<StoredKey[]>
  find(app: string, id: string): Promise<StoredKey | null>
  /** The key of a hash, and the version of its app's keys that it is of; `null` too for a row that no vault wrote. */
  ofHash(hash: string): Promise<{ key: StoredKey; version: number } | null>
  deprecate(key: StoredKey): Promise<StoredKey>
  revoke(key: StoredKey): Promise<StoredKey>
  noteUse(id: string, at: number): Promise<void>
}

/** Where a key comes from; without any of it an operator makes it. */
export interface KeyOrigin {
  /** The key whose place it takes. */
  successorOf?: StoredKey
  /** The key that asks for it; `null` is the one of the config file. */
  maker?: StoredKey | null
}

export interface CreatedKey {
  key: StoredKey
  secret: string
}

/** The app has as many live keys as one may have. */
export class TooManyKeysError extends Error {
  override readonly name = 'TooManyKeysError'
}

/** Live keys of one app. */
const MOST_LIVE = 100

export function createKeyStore(
  storage: Storage,
  keyring: Pick<Keyring, 'stamp'>,
  now: () => number,
): KeyStore {
  const find: KeyStore['find'] = async (app, id) => {
    const row = await keysOf(storage, app).where('id', '=', id).executeTakeFirst()
    return row ? fromRow(row) : null
  }
  async function change(key: StoredKey, values: Partial<KeyRow>): Promise<StoredKey> {
    await storage
      .updateTable('keys')
      .set(values)
      .where('id', '=', key.id)
      .where('revokedAt', 'is', null)
      .execute()
    return (await find(key.appId, key.id)) ?? key
  }
  return {
    find,
    async create(app, name, rights, { successorOf, maker } = {}) {
      const { key: secret, hash } = createApiKey()
      const key: StoredKey = {
        id: randomUUID(),
        appId: app,
        agentId: null,
        hash,
        lastFour: secret.slice(-4),
        name,
        ...rights,
        createdAt: now(),
        lastUsedAt: null,
        deprecatedAt: null,
        revokedAt: null,
      }
      await storage.transaction().execute(async (transaction) => {
        await transaction.insertInto('keys').values(toRow(key, keyring)).execute()
        await assertFew(transaction, app, now())
        if (maker !== undefined) await assertMayMake(transaction, app, maker)
        if (!successorOf) return
        await transaction
          .updateTable('keys')
          .set({ deprecatedAt: now() })
          .where('id', '=', successorOf.id)
          .where('deprecatedAt', 'is', null)
          .execute()
      })
      return { key, secret }
    },
    async list(app) {
      const rows = await keysOf(storage, app).orderBy('createdAt').orderBy('id').execute()
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
      return isOurs || key.revokedAt !== null ? { key, version: row.keysVersion ?? 0 } : null
    },
    deprecate: (key) => change(key, { deprecatedAt: key.deprecatedAt ?? now() }),
    // Without its seal no later hand brings it back.
    revoke: (key) => change(key, { revokedAt: now(), seal: '' }),
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

/** Counted after it was written: the trigger of the version keeps others of the same app waiting until then. */
async function assertFew(storage: Kysely<Tables>, app: string, now: number): Promise<void> {
  const live = await storage
    .selectFrom('keys')
    .select('id')
    .where('appId', '=', app)
    .where('revokedAt', 'is', null)
    .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', now)]))
    .limit(MOST_LIVE + 1)
    .execute()
  if (live.length > MOST_LIVE)
    throw new TooManyKeysError(`${app} has ${MOST_LIVE} live keys: revoke one first`)
}

/**
 * Looked at after the new key was written, for the same reason: a key that is taken back at this moment makes no other,
 * and whoever takes back all keys of the app later finds it.
 */
async function assertMayMake(storage: Kysely<Tables>, app: string, maker: StoredKey | null): Promise<void> {
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

function keysOf(storage: Storage, app: string) {
  return storage.selectFrom('keys').selectAll().where('appId', '=', app).where('agentId', 'is', null)
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
