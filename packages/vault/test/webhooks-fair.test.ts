import { randomBytes } from 'node:crypto'
import { expect, vi } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { ORIGIN } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

const TIMEOUT = 5

const test = ownVaultTest(({ apiServer, receiver }) => ({
  app: {
    webhook: { url: `${apiServer.origin}/hook`, secret: `whsec_${randomBytes(32).toString('base64')}` },
  },
  vault: { allow_private_network: true, provider_timeout: TIMEOUT },
  also: (app) => {
    const api_key = `alter_key_app_${randomBytes(32).toString('base64url')}`
    return [{ ...app, id: 'other', api_key, origins: [ORIGIN], webhook: receiver.webhook }]
  },
}))
  /** Takes every request and answers none. */
  .extend('hanging', { auto: true }, ({ api }) => {
    api.answer = () => undefined
    return api
  })
  .extend('put', ({ system }) => {
    return (id: string, app: string, at: number): Promise<unknown> => {
      return system.database(
        'insert into deliveries (id, app_id, body, attempts, next_at, created_at) values (?, ?, ?, 0, ?, ?)',
        id,
        app,
        JSON.stringify({ type: 'grant.revoked', id }),
        at,
        at,
      )
    }
  })

test('W11: sixty events for a hook that hangs do not delay another app’s', async ({
  receiver,
  hanging,
  put,
}) => {
  for (let index = 0; index < 60; index += 1) await put(`evt_${index}`, 'demo', 1 + index)
  await vi.waitFor(() => expect(hanging.arrivals.length).toBeGreaterThanOrEqual(8), { timeout: 10_000 })
  const start = performance.now()
  await put('evt_of_the_other', 'other', Date.now())
  expect((await receiver.nextDelivery()).headers['webhook-id']).toBe('evt_of_the_other')
  expect(performance.now() - start).toBeLessThan(TIMEOUT * 1000)
  // Its share, and not more, hangs.
  expect(hanging.arrivals).toHaveLength(8)
})

test('W11: many events of one app are sent as they are due, without a pause between', async ({
  receiver,
  put,
}) => {
  const start = performance.now()
  for (let index = 0; index < 60; index += 1) await put(`evt_${index}`, 'other', 1 + index)
  const ids: (string | undefined)[] = []
  while (ids.length < 60) ids.push((await receiver.nextDelivery()).headers['webhook-id'])
  // A share a second would take seven.
  expect(performance.now() - start).toBeLessThan(5000)
  expect(new Set(ids).size).toBe(60)
  const firsts = ids.slice(0, 8).map((id) => Number(id?.slice(4)))
  expect(Math.max(...firsts)).toBeLessThan(24)
})
