import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ConnectOptions } from '@alter/connect'
import { LATER } from '../src/flow/later.ts'
import { heardBy, listener, widget } from './setup.ts'
import { NOTHING, PAGE, settled, tokenOf } from './world.ts'

const google: ConnectOptions = { provider: 'google', token: tokenOf(1) }

/** A flow that was clicked, while the file for a session is on its way until `arrive()`. */
function clicked(options: ConnectOptions = google) {
  const load = LATER.withSession
  const arrival = new AbortController()
  const arrived = new Promise((end) => arrival.signal.addEventListener('abort', end))
  const loading = vi.spyOn(LATER, 'withSession').mockImplementation(async () => {
    await arrived
    return load()
  })
  const { world, connect } = widget()
  const { heard, callbacks } = listener()
  void connect.open({ ...options, ...callbacks })
  async function arrive(): Promise<void> {
    arrival.abort()
    await settled()
  }
  return { world, connect, heard, loading, arrive }
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('12.18, 13.7 while the file for a session loads', () => {
  test('the click opens the window, mints, shows the state and reports the step at once', () => {
    const token = vi.fn(() => new Promise<string>(() => {}))
    const { world, connect, heard, loading } = clicked({ provider: 'google', token })
    expect(world.openWindows).toHaveLength(1)
    expect(token).toHaveBeenCalledOnce()
    expect(loading).toHaveBeenCalledOnce()
    expect(connect.store.getState()).toEqual({ status: 'opening', provider: 'google' })
    expect(heard.events.map(({ name }) => name)).toEqual(['connect_opened'])
  })

  test('creating, subscribing and a blocked window load nothing', async () => {
    const loading = vi.spyOn(LATER, 'withSession')
    const { world, connect } = widget()
    const heard = heardBy(connect)
    world.blocked = true
    await connect.connect(google).catch(() => {})
    connect.close()
    await settled()
    expect(heard.errors).toMatchObject([{ code: 'popup_blocked' }])
    expect(loading).not.toHaveBeenCalled()
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('the window shows the page once both are there', async () => {
    const { world, arrive } = clicked()
    await settled()
    expect(world.window.urls).toEqual([])
    await arrive()
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
  })

  test('close() ends the flow at once; the session that was minted for nothing is cancelled', async () => {
    const { world, connect, heard, arrive } = clicked()
    await settled()
    connect.close()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
    expect(world.openWindows).toEqual([])
    await arrive()
    expect(world.paths).toEqual(['cancel'])
    expect(heard.exits).toHaveLength(1)
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('a signal aborts it at once', async () => {
    const life = new AbortController()
    const { world, connect, heard, arrive } = clicked({ ...google, signal: life.signal })
    life.abort()
    expect(heard.errors).toMatchObject([{ code: 'aborted' }])
    expect(connect.isOpen()).toBe(false)
    await arrive()
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('a flow for another target replaces it, and takes its window', async () => {
    const { world, connect, heard, arrive } = clicked()
    void connect.connect({ provider: 'slack', token: tokenOf(2) })
    expect(heard.exits).toMatchObject([{ reason: 'replaced' }])
    await arrive()
    expect(world.windows).toHaveLength(1)
    expect(world.window.urls).toEqual(['about:blank', `${PAGE}#session=${tokenOf(2)}`])
    expect(connect.store.getState()).toMatchObject({ status: 'waiting', provider: 'slack' })
    connect.destroy()
    await settled()
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('a second click joins it, and brings the window to the front', async () => {
    const { world, connect, arrive } = clicked()
    void connect.connect(google)
    expect(world.windows).toHaveLength(1)
    expect(world.window.focused).toBe(1)
    await arrive()
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
  })

  test('a click after the window was closed starts again', async () => {
    const { world, connect, heard } = clicked()
    world.window.close()
    void connect.connect(google)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: true }])
    expect(world.windows).toHaveLength(2)
  })

  test('a window that the user closes is noticed within 300 ms, and the session is cancelled later', async () => {
    const { world, heard, arrive } = clicked()
    await settled()
    world.window.close()
    await world.advance(300)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: true }])
    await arrive()
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: true }])
    expect(world.window.urls).toEqual([])
    expect(world.paths).toEqual(['cancel'])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test.each(['popup', 'redirect'] as const)(
    'a file that never answers ends a flow of mode %s after ten seconds',
    async (mode) => {
      const { world, connect, heard } = clicked({ ...google, mode })
      await world.advance(9_900)
      expect(connect.store.getState()).toMatchObject({ status: 'opening' })
      await world.advance(200)
      const error = {
        code: 'session_failed',
        retryable: true,
        message: expect.stringMatching(/reload the page/),
      }
      expect(heard.errors).toMatchObject([error])
      expect(connect.store.getState()).toMatchObject({ status: 'error', error })
      expect(world.openWindows).toEqual([])
      expect(world.windows.flatMap(({ urls }) => urls)).toEqual([])
      expect(world.visited).toEqual([])
      expect(world.upkeep).toEqual(NOTHING)
    },
  )

  test('it has ten seconds also where the window hides the page, whose timers run once a second then', async () => {
    const { world, heard } = clicked()
    await world.hide()
    await world.advance(9_000)
    expect(heard.errors).toEqual([])
    await world.advance(2_000)
    expect(heard.errors).toMatchObject([{ code: 'session_failed', retryable: true }])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('a file that comes after its time ends the session that was minted for nothing, and serves the next click', async () => {
    const { world, connect, heard, arrive } = clicked()
    await world.advance(10_000)
    await arrive()
    expect(world.paths).toEqual(['cancel'])
    expect(heard.errors).toHaveLength(1)
    void connect.connect({ provider: 'google', token: tokenOf(2) })
    await settled()
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(2)}`])
  })

  test('once it is there, minting has all the time it needs', async () => {
    const { world, connect, arrive } = clicked({ provider: 'google', token: () => new Promise(() => {}) })
    await arrive()
    await world.advance(60_000)
    expect(connect.store.getState()).toMatchObject({ status: 'opening' })
  })

  test('closing the window directly before the file arrives is an exit and not a failure', async () => {
    const { world, heard, arrive } = clicked()
    await settled()
    world.window.close()
    await arrive()
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: true }])
    expect(heard.errors).toEqual([])
    expect(world.window.urls).toEqual([])
    expect(world.paths).toEqual(['cancel'])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('the same where the file is there, and the session comes then', async () => {
    const minting = new AbortController()
    const token = new Promise<string>((resolve) =>
      minting.signal.addEventListener('abort', () => resolve(tokenOf(1))),
    )
    const { world, heard, arrive } = clicked({ provider: 'google', token })
    await arrive()
    world.window.close()
    minting.abort()
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: true }])
    expect(world.window.urls).toEqual([])
    expect(world.paths).toEqual(['cancel'])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('a flow that a handler ends at its first step mints nothing, and loads nothing', async () => {
    const loading = vi.spyOn(LATER, 'withSession')
    const token = vi.fn(() => tokenOf(1))
    const { world, connect } = widget()
    const heard = heardBy(connect)
    connect.on('event', (name) => name === 'connect_opened' && connect.close())
    void connect.connect({ provider: 'google', token })
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
    expect(token).not.toHaveBeenCalled()
    expect(loading).not.toHaveBeenCalled()
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('minting that fails ends the flow at once', async () => {
    const { world, heard, arrive } = clicked({ token: () => Promise.reject(new Error('no')) })
    await settled()
    expect(heard.errors).toMatchObject([{ code: 'session_failed', message: 'no' }])
    await arrive()
    expect(world.upkeep).toEqual(NOTHING)
  })
})
