import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { ConfigError } from '../config/error.ts'
import type { Storage } from '../storage/open.ts'
import type { DataKeyRow } from '../storage/schema.ts'
import { keyIdOf, seal, unseal } from './seal.ts'
import type { Place } from './seal.ts'

/** Encrypts and decrypts with the data keys of the apps, which the master key wraps. */
export interface Keyring {
  seal(place: Place, secret: string): string
  /** Throws when the value was sealed for another place, or altered. */
  open(place: Place, sealed: string): Promise<string>
  /** What a user is called by who may not know them: the same for as long as the app is. `null` for an app that has no key. */
  pseudonym(app: string, subject: string): string | null
  /** Shows that a vault with the master key wrote this text for an app. `null` for an app that has no key. */
  stamp(app: string, text: string): string | null
  /** Seals the audit of an app, the same for as long as the app is; `null` for an app that has no key. */
  auditKey: (app: string) => KeyObject | null
  /** Learns of keys that were made since; from then on the newest of an app seals. */
  reload(): Promise<void>
}

/** Stands for the app where nobody knows which one was meant; no app can be called so. */
export const NO_APP = '(none)'

/** The master key, and the one before it while both are in use. */
export type MasterKeys = readonly [Buffer, ...Buffer[]]

/** Opens the data keys of all apps, making one for an app that has none; throws a `ConfigError` for a wrong master key. */
export const openKeyring = async (
  storage: Storage,
  masterKeys: MasterKeys,
  apps: string[],
): Promise<Keyring> => {
  const keys = new Map<string, KeyObject>()
  const newest = new Map<string, string>()

  const reload = async (): Promise<void> => {
    for (const row of await dataKeys(storage)) {
      if (!keys.has(row.id)) keys.set(row.id, createSecretKey(unwrap(masterKeys, row)))
      newest.set(row.appId, row.id)
    }
  }

  await reload()
  for (const app of apps) if (!newest.has(app)) await makeDataKey(storage, masterKeys, nthKey(app, 1))
  await reload()

  // Whoever opens for no app makes nothing.
  const pseudonymKeys = await openPseudonymKeys(storage, masterKeys, apps.length > 0 ? [...apps, NO_APP] : [])
  const keysFor = (purpose: string): Map<string, KeyObject> =>
    new Map([...pseudonymKeys].map(([app, key]) => [app, derivedKey(key, purpose)]))
  const stampKeys = keysFor('alter stamps')
  const auditKeys = keysFor('alter audit chain')

  return {
    reload,
    pseudonym(app, subject) {
      const key = pseudonymKeys.get(app)
      return key ? createHmac('sha256', key).update(subject).digest('base64url') : null
    },
    stamp(app, text) {
      const key = stampKeys.get(app)
      return key ? createHmac('sha256', key).update(text).digest('base64url') : null
    },
    auditKey: (app) => auditKeys.get(app) ?? null,
    seal(place, secret) {
      const id = newest.get(place.app) ?? ''
      return seal(known(keys, id), id, place, Buffer.from(secret))
    },
    async open(place, sealed) {
      const id = keyIdOf(sealed)
      // Another vault may have learnt of a new key first.
      if (!keys.has(id)) await reload()
      return unseal(known(keys, id), place, sealed).toString()
    },
  }
}

const openPseudonymKeys = async (
  storage: Storage,
  masterKeys: MasterKeys,
  apps: string[],
): Promise<ReadonlyMap<string, KeyObject>> => {
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
      createSecretKey(unwrap(masterKeys, { ...pseudonymKey(appId), wrapped })),
    ]),
  )
}

/** No key serves two purposes. @see RFC 5869 §3.2 */
const derivedKey = (key: KeyObject, purpose: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', key, '', purpose, 32)))

const pseudonymKey = (appId: string): KeyName => ({ appId, id: `${appId}#pseudonyms` })

/** Every data key, in the order they were made. */
export const dataKeys = (storage: Storage): Promise<DataKeyRow[]> =>
  storage.selectFrom('dataKeys').selectAll().orderBy('createdAt').orderBy('id').execute()

/** Makes a data key that seals for an app from now on. */
export const addDataKey = async (storage: Storage, masterKeys: MasterKeys, app: string): Promise<void> => {
  const made = (await dataKeys(storage)).filter(({ appId }) => appId === app)
  await makeDataKey(storage, masterKeys, nthKey(app, made.length + 1))
}

const nthKey = (appId: string, n: number): KeyName => ({ appId, id: `${appId}-${n}` })

/** Two that make the same one at once make one. */
const makeDataKey = async (storage: Storage, [master]: MasterKeys, name: KeyName): Promise<void> => {
  const wrapped = wrap(master, name, randomBytes(32))
  await storage
    .insertInto('dataKeys')
    .values({ ...name, wrapped, createdAt: Date.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Wraps every data key with the first of the master keys; throws a `ConfigError` when none of them opens one. */
export const rewrapDataKeys = (storage: Storage, masterKeys: MasterKeys): Promise<number> =>
  storage.transaction().execute(async (transaction) => {
    const rows = await dataKeys(transaction)
    for (const row of rows) {
      const wrapped = wrap(masterKeys[0], row, unwrap(masterKeys, row))
      await transaction.updateTable('dataKeys').set({ wrapped }).where('id', '=', row.id).execute()
    }
    for (const { appId, wrapped: before } of await transaction
      .selectFrom('pseudonymKeys')
      .selectAll()
      .execute()) {
      const name = pseudonymKey(appId)
      const wrapped = wrap(masterKeys[0], name, unwrap(masterKeys, { ...name, wrapped: before }))
      await transaction.updateTable('pseudonymKeys').set({ wrapped }).where('appId', '=', appId).execute()
    }
    return rows.length
  })

type KeyName = Pick<DataKeyRow, 'id' | 'appId'>

const MASTER = 'master'

const wrappingPlace = ({ appId, id }: KeyName): Place => ({ app: appId, record: id, kind: 'data_key' })

const wrap = (master: Buffer, name: KeyName, key: Buffer): string =>
  seal(master, MASTER, wrappingPlace(name), key)

const unwrap = (masterKeys: MasterKeys, row: KeyName & Pick<DataKeyRow, 'wrapped'>): Buffer => {
  const faults: unknown[] = []
  for (const master of masterKeys) {
    try {
      return unseal(master, wrappingPlace(row), row.wrapped)
    } catch (error) {
      faults.push(error)
    }
  }
  throw new ConfigError(
    'This master key does not open this data. Start with the key it was made with (ALTER_MASTER_KEY).',
    { cause: faults[0] },
  )
}

const known = (keys: ReadonlyMap<string, KeyObject>, id: string): KeyObject => {
  const key = keys.get(id)
  if (!key) throw new Error(`no data key ${id}`)
  return key
}
