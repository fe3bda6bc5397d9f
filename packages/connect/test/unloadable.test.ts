import { expect, test, vi } from 'vitest'
import { AlterConnect } from '@alter/connect'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, settled, tokenOf, VAULT, World } from './world.ts'

const file = vi.hoisted(() => ({ tries: 0 }))

// The file is gone from the server since the page was loaded, or the network is.
vi.mock('../src/flow/lost-effects.ts', () => {
  file.tries += 1
  throw new TypeError('Failed to fetch dynamically imported module')
})

const session = idOf(1)
const work = connectionOf('work@example.com')

async function opened() {
  const world = new World()
  world.cancelsAtOnce = false
  const connect = AlterConnect.create({ baseURL: VAULT, platform: world })
  const outcome = connect.connect({ token: tokenOf(1) })
  const told = vi.fn()
  outcome.then(told, told)
  await settled()
  world.blur()
  await world.advance(200)
  return { world, connect, outcome, told }
}

/** The provider's page sends COOP, and the user is back in the app. */
async function back() {
  const flow = await opened()
  flow.world.window.closed = true
  await flow.world.advance(1000)
  expect(flow.told).not.toHaveBeenCalled()
  await flow.world.focus()
  await vi.waitFor(() => expect(flow.world.paths).toContain('cancel'))
  return flow
}

test('12.18: what asks the vault cannot be loaded: messages still settle the flow', async () => {
  const { world, outcome } = await opened()
  await world.wake()
  await world.advance(30_000)
  await world.post({ type: 'alter_connect_success', grants: [work], session })
  await expect(outcome).resolves.toEqual([work])
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18: the user looks at the app while the window is open: nothing is cancelled, and the window settles the flow', async () => {
  const { world, outcome, told } = await opened()
  await world.post({ type: 'alter_connect_event', event: 'authorization_started', session })
  await world.focus()
  await world.advance(5000)
  expect(told).not.toHaveBeenCalled()
  expect(world.paths).not.toContain('cancel')
  await world.post({ type: 'alter_connect_success', grants: [work], session })
  await expect(outcome).resolves.toEqual([work])
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18: it is tried twice', async () => {
  file.tries = 0
  await back()
  expect(file.tries).toBe(2)
})

test('12.18: the window is severed, and the user connected: it is a success once the user is back', async () => {
  const { world, outcome } = await back()
  await world.answer({ status: 'completed', grants: [work] })
  await expect(outcome).resolves.toEqual([work])
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18: the user was refused: the error of the vault', async () => {
  const { world, outcome } = await back()
  await world.answer({ status: 'failed', error: 'access_denied' })
  await expect(outcome).rejects.toMatchObject({ code: 'access_denied' })
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18: nothing was connected: the session is cancelled, so that the exit is certain', async () => {
  const { world, connect, outcome } = await back()
  await world.answer({ status: 'cancelled' })
  await expect(outcome).resolves.toEqual([])
  expect(connect.store.getState()).toMatchObject({ status: 'exit', certain: true })
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18: the vault is out of reach as well: an error that says why', async () => {
  const { world, outcome } = await back()
  for (const request of world.pending) request.fail()
  await expect(outcome).rejects.toMatchObject({ code: 'session_failed', cause: expect.any(Error) })
  for (const request of world.pending) request.fail()
  await settled()
  expect(world.upkeep).toEqual(NOTHING)
})
