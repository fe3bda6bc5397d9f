import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { ClosedKeyError } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { DataKeyRow } from '../storage/schema/wrapped-keys.ts'
import {
  dataKeys,
  makeFirstDataKey,
  type MasterKeys,
  openDataKey,
  pseudonymKey,
  unwrap,
  wrap,
} from './data-keys.ts'
import { equalDigests } from './hash.ts'
import { keyIdIn, keyIdOf, type Place, seal, unseal } from './seal.ts'

/** Seals and opens values with the data keys of the apps. The master key wraps those keys. */
export interface Keyring {
  seal(place: Place, secret: string): string
  /** Throws when the value was sealed for another place, or altered. */
  open(place: Place, sealed: string): Promise<string>
  /** Seals the same secret again with the newest key of its app. Throws as {@link Keyring.open} does. */
  renew(place: Place, sealed: string): Promise<string>
  /** Whether the newest key of the app sealed the value. */
  isNewest(app: string, sealed: string): boolean
  /** Signs a row with the newest key of its app, so that nobody without the master key can alter or add rows. */
  sign(app: string, row: string): string
  /** Whether the signature belongs to this row and app. False for a text that is no signature. */
  verify(app: string, row: string, signature: string): Promise<boolean>
  /** Runs work that seals and writes. Runs it again when a newer key was made meanwhile. */
  withNewestKey<Result>(work: () => Promise<Result>): Promise<Result>
  /** A stable name for a user that does not reveal who it is. `null` for an app that has no key. */
  pseudonym(app: string, subject: string): string | null
  /** A stamp that proves that a vault with the master key wrote the text. `null` for an app that has no key. */
  stamp(app: string, text: string): string | null
  /** The key that seals an app's audit. It never changes. `null` for an app that has no key. */
  auditKey: (app: string) => KeyObject | null
  /** Reads the data keys again: new ones seal from now on, and deleted ones are forgotten. */
  reload(): Promise<void>
}

/** Stands for an unknown app. No app can have this name. */
export const NO_APP = '(none)'

/** How often `withNewestKey` repeats its work. */
const MOST_CLOSED = 5

/**
 * Opens the data keys of all apps, and makes one for an app that has none. Throws a `ConfigError` for a wrong master
 * key.
 */
export async function openKeyring(
  storage: Storage,
  masterKeys: MasterKeys,
  apps: string[],
): Promise<Keyring> {
  const keys = new Map<string, DataKey>()
  let newest: ReadonlyMap<string, string> = new Map()
  let leaving: ReadonlySet<string> = new Set()

  async function reload(): Promise<void> {
    const rows = await dataKeys(storage)
    for (const row of rows) if (!keys.has(row.id)) keys.set(row.id, toDataKey(masterKeys, row))
    newest = new Map(rows.map(({ appId, id }) => [appId, id]))
    // A value that was read before its key was retired may still have to be opened, so the key stays until the next
    // reload.
    const there = new Set(rows.map(({ id }) => id))
    const gone = new Set([...keys.keys()].filter((id) => !there.has(id)))
    for (const id of gone) if (leaving.has(id)) keys.delete(id)
    leaving = gone
  }

  await reload()
  for (const app of apps) if (!newest.has(app)) await makeFirstDataKey(storage, masterKeys, app)
  await reload()

  // A command that opens the keyring for no app makes no keys.
  const pseudonymKeys = await openPseudonymKeys(storage, masterKeys, apps.length > 0 ? [...apps, NO_APP] : [])
  function keysFor(purpose: string): Map<string, KeyObject> {
    return new Map([...pseudonymKeys].map(([app, key]) => [app, derivedKey(key, purpose)]))
  }
  const stampKeys = keysFor('alter stamps')
  const auditKeys = keysFor('alter audit chain')

  function sealNewest(place: Place, secret: Buffer): string {
    const id = newest.get(place.app) ?? ''
    return seal(known(keys, id).key, id, place, secret)
  }
  async function open(place: Place, sealed: string): Promise<Buffer> {
    const id = keyIdOf(sealed)
    // Another vault may know a newer key already.
    if (!keys.has(id)) await reload()
    return unseal(known(keys, id).key, place, sealed)
  }
  function isNewest(app: string, sealed: string): boolean {
    return keyIdOf(sealed) === newest.get(app)
  }

  return {
    reload,
    isNewest,
    seal: (place, secret) => sealNewest(place, Buffer.from(secret)),
    open: async (place, sealed) => (await open(place, sealed)).toString(),
    renew: async (place, sealed) =>
      isNewest(place.app, sealed) ? sealed : sealNewest(place, await open(place, sealed)),
    sign(app, row) {
      const id = newest.get(app) ?? ''
      return signatureOf(known(keys, id), id, row)
    },
    async verify(app, row, signature) {
      const id = keyIdIn(signature)
      if (id === null) return false
      if (!keys.has(id)) await reload()
      const key = keys.get(id)
      return key?.app === app && equalDigests(signature, signatureOf(key, id, row))
    },
    async withNewestKey(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await work()
        } catch (error) {
          if (!(error instanceof ClosedKeyError) || tries === MOST_CLOSED) throw error
          await reload()
        }
      }
    },
    pseudonym(app, subject) {
      const key = pseudonymKeys.get(app)
      return key ? createHmac('sha256', key).update(subject).digest('base64url') : null
    },
    stamp(app, text) {
      const key = stampKeys.get(app)
      return key ? createHmac('sha256', key).update(text).digest('base64url') : null
    },
    auditKey: (app) => auditKeys.get(app) ?? null,
  }
}

async function openPseudonymKeys(
  storage: Storage,
  masterKeys: MasterKeys,
  apps: string[],
): Promise<ReadonlyMap<string, KeyObject>> {
  const rows = await storage.selectFrom('pseudonymKeys').selectAll().execute()
  const missing = apps.filter((app) => !rows.some(({ appId }) => appId === app))
  if (missing.length > 0) {
    const made = missing.map((appId) => ({
      appId,
      wrapped: wrap(masterKeys[0], pseudonymKey(appId), randomBytes(32)),
    }))
    // Two processes that make the key at once make one.
    await storage
      .insertInto('pseudonymKeys')
      .values(made)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return openPseudonymKeys(storage, masterKeys, [])
  }
  return new Map(
    rows.map(({ appId, wrapped }) => [
      appId,
      createSecretKey(unwrap(masterKeys, pseudonymKey(appId), wrapped)),
    ]),
  )
}

/** Each purpose has a key of its own. @see RFC 5869 §3.2 */
function derivedKey(key: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, 32)))
}

interface DataKey {
  app: string
  key: KeyObject
  /** Derived from the data key, so that encrypting and signing never share a key. */
  signing: KeyObject
}

function toDataKey(masterKeys: MasterKeys, row: DataKeyRow): DataKey {
  const { key } = openDataKey(masterKeys, row)
  const secret = createSecretKey(key)
  return { app: row.appId, key: secret, signing: derivedKey(secret, 'alter-vault row seal') }
}

/** The signature covers the id of its key. */
function signatureOf({ signing }: DataKey, id: string, row: string): string {
  return `v1.${id}.${createHmac('sha256', signing).update(`${id}\n${row}`).digest('base64url')}`
}

function known(keys: ReadonlyMap<string, DataKey>, id: string): DataKey {
  const key = keys.get(id)
  if (!key) throw new Error(`no data key ${id}`)
  return key
}
