import { randomBytes } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import type { GrantEvent } from '@alter/protocol'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listen } from './server.ts'
import type { LocalServer } from './server.ts'
import { Backend, connectGoogle, json, startSystem } from './system.ts'
import type { System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

interface Delivery {
  headers: Record<string, string>
  body: string
}

const secret = `whsec_${randomBytes(32).toString('base64')}`
let receiver: LocalServer
let deliveries: AsyncIterator<Delivery[]>
let status: number
let system: System
let backend: Backend
beforeEach(async () => {
  const arrivals = new EventEmitter()
  deliveries = on(arrivals, 'delivery')
  status = 204
  receiver = await listen((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
      arrivals.emit('delivery', { headers: request.headers, body })
    })
  })
  system = await startSystem({
    app: { webhook: { url: `http://localhost:${receiver.port}/hook`, secret } },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
})
afterEach(async () => {
  await system.close()
  await receiver.close()
})

const nextDelivery = async (): Promise<Delivery> => {
  const { value } = await deliveries.next()
  const [delivery]: Delivery[] = value
  if (!delivery) throw new Error('nothing was delivered')
  return delivery
}

const nextEvent = async (): Promise<GrantEvent> => {
  const { headers, body } = await nextDelivery()
  const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signature = new Webhook(secret).sign(headers['webhook-id'] ?? '', sentAt, body)
  expect(headers['webhook-signature']).toBe(signature)
  const event: GrantEvent = JSON.parse(body)
  return event
}

test('created, reauthorized and revoked are told, signed', async () => {
  const { grant_id } = await connectGoogle(backend)
  const created = await nextEvent()
  expect(created).toEqual({
    type: 'grant.created',
    timestamp: expect.any(String),
    data: {
      grant_id,
      user_id: 'ada',
      provider: 'google',
      account_identifier: 'ada@work.example',
      scopes: expect.any(Array),
      status: 'active',
    },
  })
  await connectGoogle(backend)
  expect(await nextEvent()).toMatchObject({ type: 'grant.reauthorized', data: { grant_id } })
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  expect(await nextEvent()).toMatchObject({ type: 'grant.revoked', data: { grant_id, status: 'revoked' } })
})

test('revoked at the provider is told', async () => {
  const { grant_id } = await connectGoogle(backend)
  await nextEvent()
  await system.provider.google.revokeAll('ada@work.example')
  system.pass(3600)
  await backend.calendar()
  expect(await nextEvent()).toMatchObject({ type: 'grant.revoked', data: { grant_id } })
})

test('broken is told', async () => {
  const { grant_id } = await connectGoogle(backend)
  await nextEvent()
  await system.provider.google.revokeAll('ada@work.example')
  system.pass(3500)
  // A process died between the provider's commit and its own.
  await system.database("insert into leases (name, owner, expires_at) values (?, 'dead', 0)", grant_id)
  await backend.calendar()
  expect(await nextEvent()).toMatchObject({ type: 'grant.broken', data: { grant_id, status: 'broken' } })
})

/** Waits until the vault has noted how often an event was sent in vain. */
const putOff = (attempts: number): Promise<void> =>
  vi.waitFor(
    async () => expect(await system.database('select attempts from deliveries')).toEqual([{ attempts }]),
    {
      timeout: 10_000,
    },
  )

test('what is not taken is sent again, under the same id; a redirect is not followed', async () => {
  status = 500
  await connectGoogle(backend)
  const first = await nextDelivery()
  await putOff(1)
  status = 302
  system.pass(6)
  const second = await nextDelivery()
  await putOff(2)
  status = 204
  system.pass(301)
  const third = await nextDelivery()
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(third.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(third.body).toBe(first.body)
  await vi.waitFor(async () => expect(await system.database('select * from deliveries')).toEqual([]), {
    timeout: 10_000,
  })
})

test('two processes send it once', async () => {
  await system.vault.close()
  // Started together they look at the outbox together.
  const [vault] = await Promise.all([system.secondVault(), system.secondVault()])
  if (vault) system.vault = vault
  const { grant_id } = await connectGoogle(backend)
  await nextEvent()
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  // A second copy of the first event would come before it.
  expect(await nextEvent()).toMatchObject({ type: 'grant.revoked' })
})

test('no secret is in it', async () => {
  await connectGoogle(backend)
  const { headers, body } = await nextDelivery()
  const tokens = await system.database<{ access_token: string; refresh_token: string }>(
    'select access_token, refresh_token from grants',
  )
  const sent = JSON.stringify(headers) + body
  const sealed = tokens.flatMap(({ access_token, refresh_token }) => [access_token, refresh_token])
  for (const value of [...system.secrets, ...sealed, secret]) expect(sent).not.toContain(value)
  expect(body).not.toMatch(/token/)
})

test('a private address is not called', async () => {
  const { host } = new URL(system.provider.origin)
  system.config.allow_private_network = [host]
  await system.vault.close()
  system.vault = await system.secondVault()
  await connectGoogle(new Backend(system))
  await putOff(1)
})
