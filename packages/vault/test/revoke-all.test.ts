import type { ProviderRevocation } from '@alter/protocol'
import { expect } from 'vitest'
import { revokeAllGrants, type RevokedAll } from '../src/grants/revoke-all.ts'
import { ownVaultTest } from './fixtures.ts'
import { openGrantParts } from './grant-parts.ts'
import { sealGrants } from './sealed-grants.ts'
import { connectGoogle, grantTable } from './system.ts'

const GRANTS = 30

function releaseAll(): Promise<ProviderRevocation> {
  return Promise.resolve('done')
}

const test = ownVaultTest()
  .extend('parts', async ({ system, backend }, { onCleanup }) => {
    const parts = await openGrantParts(system)
    onCleanup(() => parts[Symbol.asyncDispose]())
    const { storage } = parts
    await connectGoogle(backend)
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
    return { ...parts, release: releaseAll }
  })
  .extend('revokeAll', ({ parts }) => {
    return (
      signal: AbortSignal = new AbortController().signal,
      onProgress: (progress: RevokedAll) => void = () => undefined,
    ): Promise<RevokedAll> =>
      revokeAllGrants({ ...parts, apps: [parts.app] }, parts.app, {
        vaultReason: 'alter-vault panic',
        signal,
        onProgress,
      })
  })
  .extend('live', ({ system }) => {
    return async () => (await grantTable(system)).filter(({ status }) => status !== 'revoked').length
  })

test('all are revoked, eight at a time', async ({ parts, revokeAll, live }) => {
  let [atOnce, most] = [0, 0]
  parts.release = async () => {
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

test('a run that is interrupted finishes what it began, and the next one goes on', async ({
  revokeAll,
  live,
}) => {
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

test('a provider that fails is asked three times, and then named', async ({ parts, revokeAll, live }) => {
  await parts.storage.deleteFrom('grants').where('id', 'like', 'grant-%').execute()
  let asked = 0
  parts.release = () => {
    asked += 1
    return Promise.resolve('failed')
  }
  const revoked = await revokeAll()
  expect(asked).toBe(3)
  expect(revoked.failed).toEqual([{ grant: expect.any(String), provider: 'google' }])
  expect(await live()).toBe(0)
})

test('a grant whose tokens do not open is ended all the same', async ({ parts, revokeAll, live }) => {
  await parts.storage
    .updateTable('grants')
    .set({ accessToken: 'v1.demo-1.none' })
    .where('id', '=', 'grant-3')
    .execute()
  const revoked = await revokeAll()
  expect(revoked.failed).toEqual([{ grant: 'grant-3', provider: 'google' }])
  expect(await live()).toBe(0)
})
