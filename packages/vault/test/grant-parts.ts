import type { Audit } from '../src/audit-event.ts'
import { type App, resolveSettings } from '../src/config/settings.ts'
import { type Keyring, openKeyring } from '../src/crypto/keyring.ts'
import { createGrantSeals, type GrantSeals } from '../src/grants/seal.ts'
import { createGrantStore, type GrantStore } from '../src/grants/store.ts'
import { createLog, type Log } from '../src/log.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import type { System } from './system.ts'

/** Parts of a vault on the data of a system, for a test of races that a whole vault would win. */
export interface GrantParts extends AsyncDisposable {
  /** The app of the system. */
  app: App
  storage: Storage
  keyring: Keyring
  seals: GrantSeals
  store: GrantStore
  /** Records nothing. */
  audit: Audit
  /** Logs nothing. */
  log: Log
  noteEvent: () => Promise<void>
  now: () => number
}

export async function openGrantParts({ config }: System): Promise<GrantParts> {
  const settings = resolveSettings(config, {})
  const [app] = settings.apps
  if (!app) throw new Error('no app')
  const storage = await openStorage(settings.database)
  const masterKey = Buffer.from(config.master_key ?? '', 'base64')
  const keyring = await openKeyring(storage, [masterKey], [app.id])
  const seals = createGrantSeals(keyring, () => undefined)
  const parts = { storage, keyring, seals, noteEvent: () => Promise.resolve(), now: Date.now }
  return {
    ...parts,
    app,
    store: createGrantStore(parts),
    audit: {
      record: () => undefined,
      begin: () => ({ end: () => undefined, written: () => Promise.resolve() }),
      refuse: () => undefined,
      flush: () => Promise.resolve(),
    },
    log: createLog('silent'),
    [Symbol.asyncDispose]: () => storage.destroy(),
  }
}
