import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Keyring } from '../../crypto/keyring.ts'
import { ProblemError } from '../../problem.ts'
import type { Tables } from '../../storage/schema.ts'
import { createApiKey } from './api-key.ts'
import { type KeyRights, type StoredKey, toRow } from './key-row.ts'

export interface CreatedKey {
  key: StoredKey
  secret: string
}

/** The app or the agent has as many live keys as the limit allows. */
export class TooManyKeysError extends Error {
  override readonly name = 'TooManyKeysError'
}

/** Live keys of one app, without those of its agents. */
const MOST_LIVE = 100
/** Live keys of one agent. */
const MOST_LIVE_OF_AGENT = 20

/** The owner and name of a new key. */
export interface NewKey {
  app: string
  /** `null` for a key of the app itself. */
  agent: string | null
  name: string
}

/** Inserts a new key in a transaction. Throws a {@link TooManyKeysError}. */
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

/** Counted after the write: the version's trigger makes other writers of the same app wait. */
async function assertFew(storage: Kysely<Tables>, key: StoredKey, now: number): Promise<void> {
  const { appId, agentId } = key
  const most = agentId === null ? MOST_LIVE : MOST_LIVE_OF_AGENT
  const live = await liveKeys(storage, key, now, most + 1)
  if (live.length <= most) return
  const whose = agentId === null ? appId : 'the agent'
  throw new TooManyKeysError(`${whose} has ${most} live keys: revoke one first`)
}

/**
 * The usable keys with the same owner as this one.
 * @param most how many are looked for
 */
export function liveKeys(
  storage: Kysely<Tables>,
  { appId, agentId }: Pick<StoredKey, 'appId' | 'agentId'>,
  now: number,
  most: number,
): Promise<{ id: string }[]> {
  return storage
    .selectFrom('keys')
    .select('id')
    .where('appId', '=', appId)
    .where('agentId', agentId === null ? 'is' : '=', agentId)
    .where('revokedAt', 'is', null)
    .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', now)]))
    .limit(most)
    .execute()
}

/**
 * Checked after the write, for the same reason: a key that is being revoked creates no other, and whoever revokes all
 * keys of the app later finds the new one.
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
