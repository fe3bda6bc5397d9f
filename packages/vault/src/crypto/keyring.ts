import { randomBytes } from 'node:crypto'
import { ConfigError } from '../config/error.ts'
import type { Storage } from '../storage/open.ts'
import { randomId } from './hash.ts'
import { keyIdOf, seal, unseal } from './seal.ts'
import type { Place } from './seal.ts'

/** Encrypts and decrypts with the data keys of the apps, which the master key wraps. */
export interface Keyring {
  seal(place: Place, secret: string): string
  /** Throws when the value was sealed for another place, or altered. */
  open(place: Place, sealed: string): string
}

const MASTER = 'master'

/** Opens the data keys of all apps, making one for an app that has none. */
export const openKeyring = async (storage: Storage, masterKey: Buffer, apps: string[]): Promise<Keyring> => {
  const keys = new Map<string, Buffer>()
  const newest = new Map<string, string>()

  const rows = await storage.selectFrom('dataKeys').selectAll().orderBy('createdAt').execute()
  for (const row of rows) {
    keys.set(row.id, unwrap(masterKey, wrappingPlace(row.appId, row.id), row.wrapped))
    newest.set(row.appId, row.id)
  }
  for (const app of apps) {
    if (newest.has(app)) continue
    const id = randomId()
    const key = randomBytes(32)
    const wrapped = seal(masterKey, MASTER, wrappingPlace(app, id), key)
    await storage.insertInto('dataKeys').values({ id, appId: app, wrapped, createdAt: Date.now() }).execute()
    keys.set(id, key)
    newest.set(app, id)
  }

  const keyOf = (id: string | undefined): Buffer => {
    const key = id === undefined ? undefined : keys.get(id)
    if (!key) throw new Error(`no data key ${id ?? ''}`)
    return key
  }

  return {
    seal(place, secret) {
      const id = newest.get(place.app)
      return seal(keyOf(id), id ?? '', place, Buffer.from(secret))
    },
    open: (place, sealed) => unseal(keyOf(keyIdOf(sealed)), place, sealed).toString(),
  }
}

const wrappingPlace = (app: string, id: string): Place => ({ app, record: id, kind: 'data_key' })

const unwrap = (masterKey: Buffer, place: Place, wrapped: string): Buffer => {
  try {
    return unseal(masterKey, place, wrapped)
  } catch (cause) {
    throw new ConfigError(
      'This master key does not open this data folder. Start with the key it was made with (ALTER_MASTER_KEY).',
      { cause },
    )
  }
}
