import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Receiver, startReceiver } from './receiver.ts'
import { ORIGIN, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

const TIMEOUT = 5

/** Takes every request and answers none. */
let hanging: Server
let asked: number
let receiver: Receiver
let system: System
beforeEach(async () => {
  asked = 0
  hanging = createServer(() => void (asked += 1)).listen(0, '127.0.0.1')
  await once(hanging, 'listening')
  receiver = await startReceiver()
  const address = hanging.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  system = await startSystem({
    app: { webhook: { url: `http://localhost:${address.port}/hook`, secret } },
    vault: { allow_private_network: true, provider_timeout: TIMEOUT },
  })
  const [demo] = system.config.apps
  if (!demo) throw new Error('no app')
  const key = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const other = { ...demo, id: 'other', api_key: key, origins: [ORIGIN], webhook: receiver.webhook }
  system.config.apps.push(other)
  await system.vault.close()
  system.vault = await system.secondVault()
})
afterEach(async () => {
  hanging.closeAllConnections()
  await system.close()
  hanging.close()
  await receiver.close()
})

function put(id: string, app: string, at: number): Promise<unknown> {
  return system.database(
    'insert into deliveries (id, app_id, body, attempts, next_at, created_at) values (?, ?, ?, 0, ?, ?)',
    id,
    app,
    JSON.stringify({ type: 'grant.revoked', id }),
    at,
    at,
  )
}

test('W11: sixty events for a hook that hangs do not delay another app’s', async () => {
  for (let index = 0; index < 60; index += 1) await put(`evt_${index}`, 'demo', 1 + index)
  await vi.waitFor(() => expect(asked).toBeGreaterThanOrEqual(8), { timeout: 10_000 })
  const start = performance.now()
  await put('evt_of_the_other', 'other', Date.now())
  expect((await receiver.nextDelivery()).headers['webhook-id']).toBe('evt_of_the_other')
  expect(performance.now() - start).toBeLessThan(TIMEOUT * 1000)
  // Its share, and not more, hangs.
  expect(asked).toBe(8)
})

test('W11: many events of one app are sent as they are due, without a pause between', async () => {
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
