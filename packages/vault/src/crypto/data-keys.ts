import { randomBytes } from 'node:crypto'
import { ConfigError } from '../config-error.ts'
import type { Storage } from '../storage/open.ts'
import type { DataKeyRow } from '../storage/schema/wrapped-keys.ts'
import { type KeyKind, type Place, seal, unseal } from './seal.ts'

/** The master key, and the one before it while both are in use. */
export type MasterKeys = readonly [Buffer, ...Buffer[]]

/** All data keys, grouped by app, in the order in which they were made. The last key of an app seals. */
export async function dataKeys(storage: Storage): Promise<DataKeyRow[]> {
  const rows = await storage.selectFrom('dataKeys').selectAll().execute()
  return rows.toSorted((one, other) =>
    one.appId === other.appId ? numberOf(one) - numberOf(other) : one.appId < other.appId ? -1 : 1,
  )
}

export type KeyName = Pick<DataKeyRow, 'id' | 'appId'>

function nthKey(appId: string, n: number): KeyName {
  return { appId, id: `${appId}-${n}` }
}

/** The number tells which of two keys is newer: their times can be equal, and `app-10` sorts before `app-2` as text. */
function numberOf({ appId, id }: KeyName): number {
  return Number(id.slice(appId.length + 1)) || 0
}

/** Makes the first data key of an app. Two processes that do so at once make one key. */
export async function makeFirstDataKey(storage: Storage, masterKeys: MasterKeys, app: string): Promise<void> {
  await insertDataKey(storage, masterKeys, nthKey(app, 1), 'sealing_data_key')
}

/**
 * Makes a new data key that seals for an app from now on, and closes the older ones. Its number is above all others.
 * The newest key is never deleted, so numbers are never used twice. Throws a `ConfigError` when another process made
 * one at the same moment.
 */
export async function addDataKey(
  storage: Storage,
  masterKeys: MasterKeys,
  app: string,
): Promise<DataKeyRow['id']> {
  const last = (await dataKeys(storage)).findLast(({ appId }) => appId === app)
  const name = nthKey(app, (last ? numberOf(last) : 0) + 1)
  const kind = last ? openDataKey(masterKeys, last).kind : 'sealing_data_key'
  await storage.transaction().execute(async (transaction) => {
    if (!(await insertDataKey(transaction, masterKeys, name, kind))) {
      throw new ConfigError(`Somebody else made the data key ${name.id} at the same moment. Run this again.`)
    }
    await closeDataKeysBefore(transaction, name)
  })
  return name.id
}

/** Closes all data keys of an app but its newest. */
export async function closeOlderDataKeys(storage: Storage, app: string): Promise<void> {
  const last = (await dataKeys(storage)).findLast(({ appId }) => appId === app)
  if (last) await closeDataKeysBefore(storage, last)
}

async function closeDataKeysBefore(storage: Storage, { appId, id }: KeyName): Promise<void> {
  await storage
    .updateTable('dataKeys')
    .set({ closedAt: Date.now() })
    .where('appId', '=', appId)
    .where('id', '!=', id)
    .where('closedAt', 'is', null)
    .execute()
}

/** Deletes a closed data key once nothing is sealed with it. */
export async function retireDataKey(storage: Storage, id: string): Promise<void> {
  await storage.deleteFrom('dataKeys').where('id', '=', id).where('closedAt', 'is not', null).execute()
}

async function insertDataKey(
  storage: Storage,
  [master]: MasterKeys,
  name: KeyName,
  kind: KeyKind,
): Promise<boolean> {
  const wrapped = wrap(master, name, randomBytes(32), kind)
  const { numInsertedOrUpdatedRows } = await storage
    .insertInto('dataKeys')
    .values({ ...name, wrapped, createdAt: Date.now(), closedAt: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows !== 0n
}

/**
 * Wraps every key with the first master key, and resolves with the number of data keys. It repeats until nothing is
 * left to do, because keys may be made or wrapped meanwhile. Throws a `ConfigError` when no master key opens a data
 * key.
 */
export async function rewrapKeys(storage: Storage, masterKeys: MasterKeys): Promise<number> {
  for (;;) {
    const rows = await dataKeys(storage)
    const pseudonyms = await storage.selectFrom('pseudonymKeys').selectAll().execute()
    let changed = 0
    for (const row of rows) {
      const wrapped = rewrap(masterKeys, row, row.wrapped, KINDS)
      if (wrapped === null) continue
      changed += 1
      await overwriteDataKey(storage, row, wrapped)
    }
    for (const { appId, wrapped: before } of pseudonyms) {
      const wrapped = rewrap(masterKeys, pseudonymKey(appId), before, ['data_key'])
      if (wrapped === null) continue
      changed += 1
      await storage
        .updateTable('pseudonymKeys')
        .set({ wrapped })
        .where('appId', '=', appId)
        .where('wrapped', '=', before)
        .execute()
    }
    if (changed === 0) return rows.length
  }
}

/** `null` when the first master key wraps the key already. */
function rewrap(
  masterKeys: MasterKeys,
  name: KeyName,
  wrapped: string,
  kinds: readonly KeyKind[],
): string | null {
  const { key, master, kind } = unwrapWith(masterKeys, name, wrapped, kinds)
  return master === masterKeys[0] ? null : wrap(masterKeys[0], name, key, kind)
}

/** Writes only if nobody else wrapped the key again meanwhile. */
async function overwriteDataKey(storage: Storage, row: DataKeyRow, wrapped: string): Promise<void> {
  await storage
    .updateTable('dataKeys')
    .set({ wrapped })
    .where('id', '=', row.id)
    .where('wrapped', '=', row.wrapped)
    .execute()
}

/** Opens a data key and tells its kind. Throws a `ConfigError` when no master key opens it. */
export function openDataKey(masterKeys: MasterKeys, row: DataKeyRow): { key: Buffer; kind: KeyKind } {
  return unwrapWith(masterKeys, row, row.wrapped, KINDS)
}

/** The apps that have rows from before rows were sealed. */
export async function appsWithoutSeals(storage: Storage, masterKeys: MasterKeys): Promise<string[]> {
  const newest = new Map((await dataKeys(storage)).map((row) => [row.appId, row]))
  return [...newest.values()]
    .filter((row) => openDataKey(masterKeys, row).kind === 'data_key')
    .map(({ appId }) => appId)
}

/**
 * Marks that all rows of an app are sealed from now on. The mark is part of how the data keys are wrapped, so nobody
 * without the master key can take it back.
 */
export async function markRowsSealed(storage: Storage, masterKeys: MasterKeys, app: string): Promise<void> {
  for (const row of await dataKeys(storage)) {
    if (row.appId !== app) continue
    const { key, kind } = openDataKey(masterKeys, row)
    if (kind === 'sealing_data_key') continue
    await overwriteDataKey(storage, row, wrap(masterKeys[0], row, key, 'sealing_data_key'))
  }
}

const KINDS = ['sealing_data_key', 'data_key'] as const

export function pseudonymKey(appId: string): KeyName {
  return { appId, id: `${appId}#pseudonyms` }
}

const MASTER = 'master'

function wrappingPlace({ appId, id }: KeyName, kind: KeyKind): Place {
  return { app: appId, record: id, kind }
}

export function wrap(master: Buffer, name: KeyName, key: Buffer, kind: KeyKind = 'data_key'): string {
  return seal(master, MASTER, wrappingPlace(name, kind), key)
}

/** Throws a `ConfigError` when none of the master keys opens it. */
export function unwrap(masterKeys: MasterKeys, name: KeyName, wrapped: string): Buffer {
  return unwrapWith(masterKeys, name, wrapped, ['data_key']).key
}

function unwrapWith(
  masterKeys: MasterKeys,
  name: KeyName,
  wrapped: string,
  kinds: readonly KeyKind[],
): { key: Buffer; master: Buffer; kind: KeyKind } {
  const faults: unknown[] = []
  for (const master of masterKeys) {
    for (const kind of kinds) {
      try {
        return { key: unseal(master, wrappingPlace(name, kind), wrapped), master, kind }
      } catch (error) {
        faults.push(error)
      }
    }
  }
  throw new ConfigError(
    'This master key does not open this data: set ALTER_MASTER_KEY to the key that sealed the data.',
    { cause: faults[0] },
  )
}
