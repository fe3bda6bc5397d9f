import { type Callers, createCallers } from '../identity/caller.ts'
import { createKeyStore, type KeyStore } from '../identity/keys/key-store.ts'
import { createKnownKeys, type KnownKeys } from '../identity/keys/known-keys.ts'
import type { Ground } from './ground.ts'

/** Keys and callers. Agents are created later, after the grants that they may use. */
export interface Identity {
  keyStore: KeyStore
  keys: KnownKeys
  callers: Callers
}

export function wireIdentity(ground: Ground): Identity {
  const { storage, keyring, standing, outbound, metrics, watch, logSeldom, now } = ground
  const { apps } = ground.settings
  const keyStore = createKeyStore(storage, keyring, now)
  const keys = createKnownKeys({ apps, store: keyStore, standing, now }, watch)
  const callers = createCallers(
    { apps, storage, keys, outbound, now },
    watch,
    ({ id, identity }, error, until) => {
      metrics.recordKeyOutage(id)
      const outage = {
        err: error,
        app: id,
        issuer: identity.issuer,
        until: until && new Date(until).toISOString(),
      }
      logSeldom(
        'error',
        id,
        outage,
        'the identity issuer gives no keys: the vault uses the last ones until then',
      )
    },
  )
  return { keyStore, keys, callers }
}
