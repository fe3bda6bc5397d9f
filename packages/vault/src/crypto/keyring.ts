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

/** Encrypts and decrypts with the data keys of the apps, which the master key wraps. */
export interface Keyring {
  seal(place: Place, secret: string): string
  /** Throws when the value was sealed for another place, or altered. */
  open(place: Place, sealed: string): Promise<string>
  /** The same secret, sealed by the newest key of its app. Throws as {@link Keyring.open} does. */
  renew(place: Place, sealed: string): Promise<string>
  /** Whether the newest key of an app sealed it. */
  isNewest(app: string, sealed: string): boolean
  /** Vouches for a row with the newest key of its app: without the master key nobody alters it or makes another. */
  sign(app: string, row: string): string
  /** Whether this row was vouched for; false as well for what is no signature, or one of another app. */
  verify(app: string, row: string, signature: string): Promise<boolean>
  /** Does what seals and writes; once more with a newer key where one was made meanwhile. */
  withNewestKey<Result>(work: () => Promise<Result>): Promise<Result>
  /** What a user is called by who may not know them: the same for as long as the app is. `null` for an app that has no key. */
  pseudonym(app: string, subject: string): string | null
  /** Shows that a vault with the master key wrote this text for an app. `null` for an app that has no key. */
  stamp(app: string, text: string): string | null
  /** Seals the audit of an app, the same for as long as the app is; `null` for an app that has no key. */
  auditKey: (app: string) => KeyObject | null
  /** Learns of keys that were made since, from then on the newest of an app seals; forgets those that are long gone. */
  reload(): Promise<void>
}

/** Stands for the app where nobody knows which one was meant; no app can be called so. */
export const NO_APP = '(none)'

/** Times that a key may be closed while something is sealed with it. */
const MOST_CLOSED = 5

/** Opens the data keys of all apps, making one for an app that has none; throws a `ConfigError` for a wrong master key. */
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
    // What was read before a key was retired may be opened for a while yet: it goes with the reload after this one.
    const there = new Set(rows.map(({ id }) => id))
    const gone = new Set([...keys.keys()].filter((id) => !there.has(id)))
    for (const id of gone) if (leaving.has(id)) keys.delete(id)
    leaving = gone
  }

  await reload()
  for (const app of apps) if (!newest.has(app)) await makeFirstDataKey(storage, masterKeys, app)
  await reload()

  // Whoever opens for no app makes nothing.
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
    // Another vault may have learnt of a new key first.
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
    // Two that make the same one at once make one.
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

/** No key serves two purposes. @see RFC 5869 §3.2 */
function derivedKey(key: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, 32)))
}

interface DataKey {
  app: string
  key: KeyObject
  /** Derived from it, so that the two uses of a key never meet. */
  signing: KeyObject
}

function toDataKey(masterKeys: MasterKeys, row: DataKeyRow): DataKey {
  const { key } = openDataKey(masterKeys, row)
  const secret = createSecretKey(key)
  return { app: row.appId, key: secret, signing: derivedKey(secret, 'alter-vault row seal') }
}

/** The id of the key is part of what is signed. */
function signatureOf({ signing }: DataKey, id: string, row: string): string {
  return `v1.${id}.${createHmac('sha256', signing).update(`${id}\n${row}`).digest('base64url')}`
}

function known(keys: ReadonlyMap<string, DataKey>, id: string): DataKey {
  const key = keys.get(id)
  if (!key) throw new Error(`no data key ${id}`)
  return key
}
