import { expect, it, vi } from 'vitest'
import { AlterConnect } from '../src/index.ts'
import { connectionOf, idOf, NOTHING, settled, tokenOf, VAULT, World } from './world.ts'

// The file is gone from the server since the page was loaded, or the network is.
vi.mock('../src/vault.ts', () => {
  throw new TypeError('Failed to fetch dynamically imported module')
})

const session = idOf(1)

async function opened() {
  const world = new World()
  const connect = AlterConnect.create({ baseURL: VAULT, platform: world })
  const outcome = connect.connect({ token: tokenOf(1) })
  await settled()
  world.blur()
  await world.advance(200)
  return { world, outcome }
}

it('what asks the vault cannot be loaded: messages still settle the flow', async () => {
  const { world, outcome } = await opened()
  await world.wake()
  await world.advance(30_000)
  const work = connectionOf('work@example.com')
  await world.post({ type: 'alter_connect_success', grants: [work], session })
  await expect(outcome).resolves.toEqual([work])
  expect(world.upkeep).toEqual(NOTHING)
})

it('and the window is lost: an error that says why, but not while the user is elsewhere', async () => {
  const { world, outcome } = await opened()
  const rejected = vi.fn()
  outcome.catch(rejected)
  world.window.closed = true
  await world.advance(1000)
  expect(rejected).not.toHaveBeenCalled()
  await world.focus()
  await vi.waitFor(() => expect(rejected).toHaveBeenCalled())
  await expect(outcome).rejects.toMatchObject({ code: 'session_failed', cause: expect.any(Error) })
  expect(world.upkeep).toEqual(NOTHING)
})
