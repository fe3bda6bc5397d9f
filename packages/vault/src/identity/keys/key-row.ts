import { KEY_SCOPES, type KeyScope } from '@alter/protocol'
import { z } from 'zod'
import type { Keyring } from '../../crypto/keyring.ts'
import type { KeyRow } from '../../storage/schema/api-keys.ts'

/** What a key may do, from which addresses, and for how long. */
export interface KeyRights {
  scopes: KeyScope[]
  /** Address ranges; empty for all addresses. */
  ranges: string[]
  userTokenRequired: boolean
  /** Milliseconds since the epoch; `null` when the key does not expire. */
  expiresAt: number | null
}

/** A key of an app, from the database. */
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

/** The seal over all columns that decide what a key opens. */
export function sealOf(key: StoredKey, keyring: Pick<Keyring, 'stamp'>): string | null {
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

/** The sealed row of a key. */
export function toRow(key: StoredKey, keyring: Pick<Keyring, 'stamp'>): KeyRow {
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

/** The key of a row, also of an altered one, which its seal reveals. */
export function fromRow(row: KeyRow): StoredKey {
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

/**
 * A text that is no list becomes an empty list. The seal does not match that, so an altered row does not break the
 * others.
 */
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
