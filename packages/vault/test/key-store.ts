import { KEY_SCOPES } from '@alter/protocol'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import type { KeyRights } from '../src/identity/keys/key-row.ts'
import { createKeyStore, type KeyStore } from '../src/identity/keys/key-store.ts'
import { openStorage } from '../src/storage/open.ts'
import { Backend, type System } from './system.ts'

/** Creates and revokes keys directly in the database, as a command does. */
export interface TestKeys extends AsyncDisposable {
  store: KeyStore
  /** A backend with a new key, and a function that revokes the key. */
  backend(rights?: Partial<KeyRights>, user?: string): Promise<TestKey>
}

export interface TestKey {
  backend: Backend
  id: string
  secret: string
  revoke(): Promise<unknown>
}

export async function openKeys(system: System, now: () => number = Date.now): Promise<TestKeys> {
  const settings = resolveSettings(system.config, {})
  const storage = await openStorage(settings.database)
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const ids = settings.apps.map(({ id }) => id)
  const store = createKeyStore(storage, await openKeyring(storage, [masterKey], ids), now)
  return {
    store,
    async backend(rights = {}, user = 'ada') {
      const { key, secret } = await store.create('demo', 'a key', {
        scopes: [...KEY_SCOPES],
        ranges: [],
        userTokenRequired: false,
        expiresAt: null,
        ...rights,
      })
      system.secrets.add(secret)
      const backend = new Backend({ ...system, apiKey: secret }, user)
      return { backend, id: key.id, secret, revoke: () => store.revoke(key) }
    },
    [Symbol.asyncDispose]: () => storage.destroy(),
  }
}
