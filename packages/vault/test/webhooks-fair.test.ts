import { randomBytes } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterAll, expect, vi } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { ORIGIN } from './system.ts'

/** How long a hook may hang. Much longer than a test may take: what waits for one is not in time. Seconds. */
const TIMEOUT = 600
/** How often a vault looks at its outbox by itself. Milliseconds. */
const LOOK = 1000

// A vault looks when a test says so; not in a hook, which the servers of the file would not wait for.
vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
afterAll(() => void vi.useRealTimers())

const test = ownVaultTest(({ apiServer, receiver }) => ({
  app: {
    webhook: { url: `${apiServer.origin}/hook`, secret: `whsec_${randomBytes(32).toString('base64')}` },
  },
  vault: { allow_private_network: true, provider_timeout: TIMEOUT },
  also: (app) => {
    const api_key = `alter_key_app_${randomBytes(32).toString('base64url')}`
    return [{ ...app, id: 'other', api_key, origins: [ORIGIN], webhook: receiver.webhook }]
  },
})).extend('put', ({ system }) => {
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

test('W11: sixty events for a hook that hangs do not delay another app’s', async ({ api, receiver, put }) => {
  const held: ServerResponse[] = []
  api.answer = (_, response) => void held.push(response)
  for (let index = 0; index < 60; index += 1) await put(`evt_${index}`, 'demo', 1 + index)
  vi.advanceTimersByTime(LOOK)
  await expect.poll(() => api.arrivals.length).toBeGreaterThanOrEqual(8)
  await put('evt_of_the_other', 'other', Date.now())
  expect((await receiver.nextDelivery()).headers['webhook-id']).toBe('evt_of_the_other')
  // Its share, and not more, hangs.
  expect(api.arrivals).toHaveLength(8)
  api.answer = (_, response) => void response.end()
  for (const response of held) response.end()
})

test('W11: many events of one app are sent as they are due, in one look', async ({ api, put }) => {
  const ids: number[] = []
  // Not a poll: it would pass the time of intervals.
  const arrivals = new EventEmitter()
  const all = once(arrivals, 'all')
  api.answer = ({ headers }, response) => {
    if (ids.push(Number(String(headers['webhook-id']).slice(4))) === 60) arrivals.emit('all')
    response.writeHead(204).end()
  }
  for (let index = 0; index < 60; index += 1) await put(`evt_${index}`, 'demo', 1 + index)
  vi.advanceTimersByTime(LOOK)
  await all
  expect(new Set(ids).size).toBe(60)
  expect(Math.max(...ids.slice(0, 8))).toBeLessThan(24)
})
