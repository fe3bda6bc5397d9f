import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { AlterConnect } from '@alter/connect'
import { NOTHING, PAGE, settled, tokenOf, VAULT, World } from './world.ts'

// Files before this one have loaded what is replaced here, and files after it want the real one.
vi.hoisted(() => vi.resetModules())
afterAll(() => void vi.resetModules())

/** How often the file was asked for, and how many of these requests fail. */
const file = vi.hoisted(() => ({ tries: 0, failures: Infinity }))

// The file is gone from the server since the page was loaded, or the network is.
vi.mock('../src/flow/with-session.ts', async (load) => {
  file.tries += 1
  if (file.tries <= file.failures) throw new TypeError('Failed to fetch dynamically imported module')
  return load()
})

beforeEach(() => {
  file.tries = 0
})

function click(world: World, signals: AbortSignal[] = []) {
  const connect = AlterConnect.create({ baseURL: VAULT, platform: world })
  const outcome = connect.connect({
    token: ({ signal }) => {
      signals.push(signal)
      return new Promise(() => {})
    },
  })
  return { connect, outcome }
}

// First: once loaded, a module stays.
test('12.18, 13.7 the file for a session cannot be loaded: it is tried twice, then the flow ends with an error that says what to do', async () => {
  const world = new World()
  const signals: AbortSignal[] = []
  const { connect, outcome } = click(world, signals)
  await expect(outcome).rejects.toMatchObject({
    code: 'session_failed',
    message: 'A file of the widget did not load: reload the page',
    cause: expect.any(Error),
  })
  expect(file.tries).toBe(2)
  expect(connect.store.getState()).toMatchObject({ status: 'error', error: { code: 'session_failed' } })
  expect(connect.isOpen()).toBe(false)
  expect(world.openWindows).toEqual([])
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18, 13.7 a token that was at hand was shown to nobody, and the next click tries again', async () => {
  const world = new World()
  const connect = AlterConnect.create({ baseURL: VAULT, platform: world })
  await expect(connect.connect({ token: tokenOf(1) })).rejects.toMatchObject({ code: 'session_failed' })
  await expect(connect.connect({ token: tokenOf(1) })).rejects.toMatchObject({ code: 'session_failed' })
  expect(file.tries).toBe(4)
  expect(world.windows.flatMap(({ urls }) => urls)).toEqual([])
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18, 13.7 the flow of an earlier page waits until the file is there again', async () => {
  const world = new World()
  const saved = { session: { id: 'x' }, at: world.now() }
  world.sessionStorage?.setItem('alter_connect', JSON.stringify(saved))
  const connect = AlterConnect.create({ baseURL: VAULT, platform: world })
  connect.on('success', () => {})
  await vi.waitFor(() => expect(world.reported).toMatchObject([{ code: 'session_failed' }]))
  expect(world.kept).toHaveLength(1)
  expect(world.upkeep).toEqual(NOTHING)
})

test('12.18, 13.7 unreachable only for a moment: the second try loads it, and the flow continues', async () => {
  file.failures = 1
  const world = new World()
  const connect = AlterConnect.create({ baseURL: VAULT, platform: world })
  void connect.connect({ token: tokenOf(1) })
  await vi.waitFor(() => expect(world.windows[0]?.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`]))
  expect(file.tries).toBe(2)
  connect.destroy()
  await settled()
})
