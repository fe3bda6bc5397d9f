import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type App, resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import type { ProviderRevocation } from '@alter/protocol'
import { createLog } from '../src/log.ts'
import { revokeAllGrants, type RevokeAllParts, type RevokedAll } from '../src/grants/revoke-all.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { createGrantStore } from '../src/grants/store.ts'
import { sealGrants } from './sealed-grants.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import { Backend, connectGoogle, grantTable, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 60_000 })

const GRANTS = 30

let system: System
let storage: Storage
let parts: RevokeAllParts
let app: App
let release: () => Promise<ProviderRevocation>
beforeEach(async () => {
  system = await startSystem()
  const settings = resolveSettings(system.config, {})
  const [first] = settings.apps
  if (!first) throw new Error('no app')
  app = first
  storage = await openStorage(settings.database)
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const keyring = await openKeyring(storage, [masterKey], [app.id])
  const seals = createGrantSeals(keyring, () => undefined)
  parts = {
    storage,
    seals,
    store: createGrantStore({ storage, keyring, seals, noteEvent: () => Promise.resolve(), now: Date.now }),
    keyring,
    apps: [app],
    release: () => release(),
    noteEvent: () => Promise.resolve(),
    log: createLog('silent'),
    audit: {
      record: () => undefined,
      begin: () => ({ end: () => undefined, written: () => Promise.resolve() }),
      refuse: () => undefined,
      flush: () => Promise.resolve(),
    },
    now: Date.now,
  }
  await connectGoogle(new Backend(system))
  const row = await storage.selectFrom('grants').selectAll().executeTakeFirstOrThrow()
  // Their tokens are sealed for another grant, so they do not open.
  const others = Array.from({ length: GRANTS - 1 }, (_, n) => ({
    ...row,
    id: `grant-${n}`,
    accountId: `account-${n}`,
    accessToken: null,
    refreshToken: null,
  }))
  await storage.insertInto('grants').values(others).execute()
  await sealGrants(system.config)
})
afterEach(async () => {
  await storage.destroy()
  await system.close()
})

function revokeAll(
  signal: AbortSignal = new AbortController().signal,
  onProgress: (progress: RevokedAll) => void = () => undefined,
): Promise<RevokedAll> {
  return revokeAllGrants(parts, app, { reason: 'a test', signal, onProgress })
}

async function live(): Promise<number> {
  return (await grantTable(system)).filter(({ status }) => status !== 'revoked').length
}

test('all are revoked, eight at a time', async () => {
  let [atOnce, most] = [0, 0]
  release = async () => {
    most = Math.max(most, (atOnce += 1))
    await new Promise((resolve) => setImmediate(resolve))
    atOnce -= 1
    return 'done'
  }
  const revoked = await revokeAll()
  expect(revoked).toMatchObject({ total: GRANTS, done: GRANTS, atProvider: { done: GRANTS, failed: 0 } })
  expect(most).toBeLessThanOrEqual(8)
  expect(await live()).toBe(0)
})

test('a run that is interrupted finishes what it began, and the next one goes on', async () => {
  release = () => Promise.resolve('done')
  const stopping = new AbortController()
  const first = await revokeAll(stopping.signal, ({ done }) => {
    if (done === 10) stopping.abort()
  })
  expect(first.done).toBeGreaterThanOrEqual(10)
  expect(first.done).toBeLessThan(GRANTS)
  expect(await live()).toBe(GRANTS - first.done)
  const second = await revokeAll()
  expect(second).toMatchObject({ total: GRANTS - first.done, done: GRANTS - first.done })
  expect(await live()).toBe(0)
})

test('a provider that fails is asked three times, and then named', async () => {
  await storage.deleteFrom('grants').where('id', 'like', 'grant-%').execute()
  let asked = 0
  release = () => {
    asked += 1
    return Promise.resolve('failed')
  }
  const revoked = await revokeAll()
  expect(asked).toBe(3)
  expect(revoked.failed).toEqual([{ grant: expect.any(String), provider: 'google' }])
  expect(await live()).toBe(0)
})

test('a grant whose tokens do not open is ended all the same', async () => {
  release = () => Promise.resolve('done')
  await storage
    .updateTable('grants')
    .set({ accessToken: 'v1.demo-1.none' })
    .where('id', '=', 'grant-3')
    .execute()
  const revoked = await revokeAll()
  expect(revoked.failed).toEqual([{ grant: 'grant-3', provider: 'google' }])
  expect(await live()).toBe(0)
})
