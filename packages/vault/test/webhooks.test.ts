/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { HEADER } from '@alter/protocol'
import { expect, onTestFinished, test as base, vi } from 'vitest'
import { openAgents } from './agents.ts'
import { openDelegations } from './delegations.ts'
import { startReceiver } from './receiver.ts'
import { Backend, connectGoogle, json, startSystem, type System, VAULT } from './system.ts'

const test = base
  .extend('receiver', async ({}, { onCleanup }) => {
    const receiver = await startReceiver()
    onCleanup(() => receiver.close())
    return receiver
  })
  .extend('system', async ({ receiver: { webhook } }, { onCleanup }) => {
    const system = await startSystem({ app: { webhook }, vault: { allow_private_network: true } })
    onCleanup(() => system.close())
    return system
  })
  .extend('backend', ({ system }) => new Backend(system))
  // Sends an event that is not taken, and waits until it is put off.
  .extend('failOnce', ({ receiver, system, backend }) => {
    return async () => {
      receiver.status = 500
      await connectGoogle(backend)
      const delivery = await receiver.nextDelivery()
      await putOff(system, 1)
      return delivery
    }
  })

test('created, reauthorized and revoked are sent, signed', async ({ receiver, backend }) => {
  const { grant_id } = await connectGoogle(backend)
  const created = await receiver.nextEvent()
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
  expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.reauthorized', data: { grant_id } })
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  expect(await receiver.nextEvent()).toMatchObject({
    type: 'grant.revoked',
    data: { grant_id, status: 'revoked' },
  })
})

test('16.3 a delegation that begins or ends is sent', async ({ receiver, system, backend }) => {
  await using delegations = await openDelegations(system)
  const { grant_id } = await connectGoogle(backend)
  await receiver.nextEvent()
  const { id } = await delegations.give(grant_id, 'scout')
  expect(await receiver.nextEvent()).toMatchObject({
    type: 'delegation.created',
    data: { grant_id, user_id: 'ada', delegation: { delegation_id: id, agent_id: 'scout' } },
  })
  const revoke = `/sdk/grants/${grant_id}/delegations/revoke`
  await json(await backend.post(revoke, { agent_id: 'scout' }))
  expect(await receiver.nextEvent()).toMatchObject({
    type: 'delegation.revoked',
    data: { grant_id, status: 'active', delegation: { delegation_id: id, agent_id: 'scout' } },
  })
  await json(await backend.post(revoke, { agent_id: 'scout' }))
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.revoked' })
})

test('one that was not taken is sent again in time after the clock was set back', async ({
  receiver,
  system,
  backend,
}) => {
  receiver.status = 500
  await connectGoogle(backend)
  const first = await receiver.nextDelivery()
  await expect.poll(() => system.database('select id from deliveries where attempts = 1')).toHaveLength(1)
  receiver.status = 204
  system.pass(-86_400)
  // It notices at its start that nothing can be due so late.
  const other = await system.secondVault()
  onTestFinished(() => other.close())
  await expect
    .poll(() => system.database('select id from deliveries where next_at > ?', system.now() + 6000))
    .toEqual([])
  system.pass(6)
  expect((await receiver.nextDelivery()).body).toBe(first.body)
})

test('16.3 an agent that is deleted takes its delegations with it, each with its event', async ({
  receiver,
  system,
  backend,
}) => {
  await using agents = await openAgents(system)
  await using delegations = await openDelegations(system)
  const scout = await agents.make({ name: 'scout' })
  const rival = await agents.make({ name: 'rival' })
  const work = await connectGoogle(backend)
  await receiver.nextEvent()
  const home = await connectGoogle(backend, 'ada@home.example')
  await receiver.nextEvent()
  const given = []
  for (const { grant_id } of [work, home]) {
    given.push((await delegations.give(grant_id, scout.agent.id)).id)
    await receiver.nextEvent()
  }
  await delegations.give(work.grant_id, rival.agent.id)
  await receiver.nextEvent()
  const headers = { [HEADER.apiKey]: system.apiKey }
  const address = `${VAULT}/sdk/agents/${scout.agent.id}`
  await json(await system.vault.fetch(new Request(address, { method: 'DELETE', headers })))
  const heard = [await receiver.nextEvent(), await receiver.nextEvent()]
  expect(new Set(heard.map(({ data }) => data.delegation?.delegation_id))).toEqual(new Set(given))
  expect(heard).toMatchObject([{ type: 'delegation.revoked' }, { type: 'delegation.revoked' }])
  const left = 'select agent_id from delegations where ended_at is null'
  expect(await system.database(left)).toEqual([{ agent_id: rival.agent.id }])
})

test('16.3 what a vault that was killed has left of a deleted agent is ended by the next one', async ({
  receiver,
  system,
  backend,
}) => {
  await using agents = await openAgents(system)
  await using delegations = await openDelegations(system)
  const scout = await agents.make({ name: 'scout' })
  const { grant_id } = await connectGoogle(backend)
  await scout.revoke()
  const { id } = await delegations.give(grant_id, scout.agent.id)
  const next = await system.secondVault()
  await vi.waitFor(async () => {
    const live = 'select id from delegations where ended_at is null'
    expect(await system.database(live)).toEqual([])
  })
  await next.close()
  const events = [await receiver.nextEvent(), await receiver.nextEvent(), await receiver.nextEvent()]
  expect(events.at(-1)).toMatchObject({
    type: 'delegation.revoked',
    data: { delegation: { delegation_id: id } },
  })
})

test('revoked at the provider is sent', async ({ receiver, system, backend }) => {
  const { grant_id } = await connectGoogle(backend)
  await receiver.nextEvent()
  await system.provider.google.revokeAll('ada@work.example')
  system.pass(3600)
  await backend.calendar()
  expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.revoked', data: { grant_id } })
})

test('broken is sent', async ({ receiver, system, backend }) => {
  const { grant_id } = await connectGoogle(backend)
  await receiver.nextEvent()
  await system.provider.google.revokeAll('ada@work.example')
  system.pass(3500)
  // A process died between the provider's commit and its own.
  await system.database("insert into leases (name, owner, expires_at) values (?, 'dead', 0)", grant_id)
  await backend.calendar()
  expect(await receiver.nextEvent()).toMatchObject({
    type: 'grant.broken',
    data: { grant_id, status: 'broken' },
  })
})

/** Waits until the vault has noted how often an event was sent in vain. */
function putOff(system: System, attempts: number): Promise<void> {
  return vi.waitFor(async () =>
    expect(await system.database('select attempts from deliveries')).toEqual([{ attempts }]),
  )
}

function nothingLeft(system: System): Promise<void> {
  return vi.waitFor(async () => expect(await system.database('select * from deliveries')).toEqual([]))
}

test('what is not taken is sent again, under the same id; a redirect is not followed', async ({
  receiver,
  system,
  failOnce,
}) => {
  const first = await failOnce()
  receiver.status = 302
  system.pass(6)
  const second = await receiver.nextDelivery()
  await putOff(system, 2)
  receiver.status = 204
  system.pass(301)
  const third = await receiver.nextDelivery()
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(third.headers['webhook-id']).toBe(first.headers['webhook-id'])
  expect(third.body).toBe(first.body)
  await nothingLeft(system)
})

test('an address that is gone for good (410) is not asked again', async ({ receiver, system, backend }) => {
  receiver.status = 410
  await connectGoogle(backend)
  await receiver.nextDelivery()
  await nothingLeft(system)
  expect(system.log.join('')).toContain('a webhook is gone (410): its event is dropped')
})

test('events of an app whose webhook was removed are kept for the days of the tries, and no longer', async ({
  system,
  failOnce,
}) => {
  await failOnce()
  await system.vault.close()
  const day = 86_400
  system.pass(4 * day)
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  const { webhook: _, ...deaf } = app
  const without = { ...system.config, apps: [deaf] }
  await (await system.secondVault(without)).close()
  expect(await system.database('select attempts from deliveries')).toEqual([{ attempts: 1 }])
  system.pass(day)
  await system.secondVault(without)
  await nothingLeft(system)
})

test('after the last of its tries an event is given up, and the log says so', async ({
  receiver,
  system,
  failOnce,
}) => {
  await failOnce()
  await system.database('update deliveries set attempts = 9, next_at = 0')
  await receiver.nextDelivery()
  await nothingLeft(system)
  expect(system.log.join('')).toContain('a webhook is given up')
})

test('an app that listens for none has none kept', async () => {
  const system = await startSystem()
  onTestFinished(() => system.close())
  await connectGoogle(new Backend(system))
  expect(await system.database('select * from deliveries')).toEqual([])
})

test('no secret is in it', async ({ receiver, system, backend }) => {
  await connectGoogle(backend)
  const { headers, body } = await receiver.nextDelivery()
  const tokens = await system.database<{ access_token: string; refresh_token: string }>(
    'select access_token, refresh_token from grants',
  )
  const sent = JSON.stringify(headers) + body
  const sealed = tokens.flatMap(({ access_token, refresh_token }) => [access_token, refresh_token])
  for (const value of [...system.secrets, ...sealed, receiver.webhook.secret])
    expect(sent).not.toContain(value)
  expect(body).not.toMatch(/"[a-z_]*token[a-z_]*"/)
})

test('a private address is not called', async ({ system }) => {
  const { host } = new URL(system.provider.origin)
  system.config.allow_private_network = [host]
  await system.vault.close()
  system.vault = await system.secondVault()
  await connectGoogle(new Backend(system))
  await putOff(system, 1)
  expect(system.log.join('')).toMatch(/is on a private network.*a webhook was not taken/)
})
