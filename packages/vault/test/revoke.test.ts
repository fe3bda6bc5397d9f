import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type App, resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import type { StoredGrant } from '../src/grants/grant.ts'
import { createRevocations } from '../src/grants/revocations.ts'
import { revokeGrant, type RevokeParts } from '../src/grants/revoke.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { createGrantStore } from '../src/grants/store.ts'
import { openTokens } from '../src/grants/tokens.ts'
import type { HeldTokens } from '../src/providers/revocation.ts'
import { createLog } from '../src/log.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import { Backend, connectGoogle, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

/** The parts of a vault that act on what they saw a moment ago; the vault itself is faster. */
let system: System
let storage: Storage
let parts: RevokeParts
let app: App
let given: HeldTokens[]
beforeEach(async () => {
  system = await startSystem()
  const settings = resolveSettings(system.config, {})
  const [first] = settings.apps
  if (!first) throw new Error('no app')
  app = first
  given = []
  storage = await openStorage(settings.database)
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const keyring = await openKeyring(storage, [masterKey], [app.id])
  const seals = createGrantSeals(keyring, () => undefined)
  parts = {
    store: createGrantStore({ storage, keyring, seals, noteEvent: () => Promise.resolve(), now: Date.now }),
    keyring,
    revocations: createRevocations({
      apps: [app],
      storage,
      keyring,
      release(_provider, { accessToken, refreshToken }) {
        given.push({ accessToken, refreshToken })
        return Promise.resolve('done')
      },
      noteEvent: () => Promise.resolve(),
      log: createLog('silent'),
      now: Date.now,
    }),
    audit: {
      record: () => undefined,
      begin: () => ({ end: () => undefined, written: () => Promise.resolve() }),
      refuse: () => undefined,
      flush: () => Promise.resolve(),
    },
    now: Date.now,
  }
})
afterEach(async () => {
  await storage.destroy()
  await system.close()
})

async function find(id: string): Promise<StoredGrant> {
  const grant = await parts.store.find(app.id, id)
  if (!grant) throw new Error('no grant')
  return grant
}

test('a revocation that a refresh overtook ends the fresh tokens', async () => {
  const backend = new Backend(system)
  const { grant_id } = await connectGoogle(backend)
  const seen = await find(grant_id)
  system.pass(61)
  await backend.calendar()
  const fresh = await openTokens(parts.keyring, await find(grant_id))
  expect(fresh.refreshToken).not.toBeNull()
  expect(await revokeGrant(parts, seen, { reason: undefined })).toMatchObject({
    grant: { status: 'revoked' },
    providerRevocation: 'done',
  })
  expect(given).toEqual([fresh])
  expect(await find(grant_id)).toMatchObject({ status: 'revoked', accessToken: null, refreshToken: null })
})

test('a grant that was revoked does not end once more as expired', async () => {
  const { grant_id } = await connectGoogle(new Backend(system))
  await revokeGrant(parts, await find(grant_id), { reason: undefined })
  expect(await parts.store.end(await find(grant_id), 'expired', 'time')).toBe(false)
  expect(await find(grant_id)).toMatchObject({ status: 'revoked', endedBy: 'app' })
})
