import { describe, expect, test, vi } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { AlterConnect, type ConnectOptions, createConnect, type LaunchOptions } from '@alter/connect'
import { listener, opened, widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, PAGE, settled, TestFrame, tokenOf } from './world.ts'

const work = connectionOf('work@example.com')
const success = { type: 'alter_connect_success', grants: [work], session: idOf(1) } as const
const google: ConnectOptions = { provider: 'google', token: tokenOf(1) }
const slack: ConnectOptions = { provider: 'slack', token: tokenOf(2) }

describe('open', () => {
  test('resolves once launched', async () => {
    const { connect, world } = widget()
    await connect.open({ token: () => new Promise(() => {}), onSuccess: () => {} })
    expect(world.windows).toHaveLength(1)
    expect(connect.isOpen()).toBe(true)
  })

  test.each<[string, string, Partial<LaunchOptions>]>([
    ['no token', 'invalid_options', { onSuccess: () => {} }],
    ['an empty token', 'invalid_options', { token: '', onSuccess: () => {} }],
    ['a token that is not ours', 'invalid_options', { token: 'sess_abc', onSuccess: () => {} }],
    [
      'a baseURL that is no URL',
      'invalid_oauth_url',
      { token: tokenOf(1), baseURL: 'vault', onSuccess: () => {} },
    ],
    [
      'a baseURL without a host',
      'invalid_oauth_url',
      { token: tokenOf(1), baseURL: 'https://', onSuccess: () => {} },
    ],
    ...[
      'http://vault.example',
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'http://localhost@evil.example',
      'http://192.168.0.7:4401',
      'javascript:alert(1)//https://vault.example',
    ].map((baseURL): [string, string, Partial<LaunchOptions>] => [
      `W17: ${baseURL}`,
      'invalid_oauth_url',
      { token: tokenOf(1), baseURL, onSuccess: () => {} },
    ]),
    ['an aborted signal', 'aborted', { token: tokenOf(1), signal: AbortSignal.abort(), onSuccess: () => {} }],
  ])('with %s is refused as %s, before a window opens', async (_, code, options) => {
    const { connect, world } = widget()
    await expect(connect.open({ onSuccess: () => {}, ...options })).rejects.toMatchObject({
      name: 'ConnectError',
      code,
    })
    expect(world.windows).toEqual([])
    expect(connect.isOpen()).toBe(false)
  })

  test('without onSuccess is refused as invalid_options, before a window opens', async () => {
    const { connect, world } = widget()
    // @ts-expect-error -- and by the types
    await expect(connect.open({ token: tokenOf(1) })).rejects.toMatchObject({ code: 'invalid_options' })
    expect(world.windows).toEqual([])
  })

  test('without a vault is refused: there is no default host', async () => {
    const { world } = widget()
    const connect = createConnect({ platform: world })
    await expect(connect.open({ token: tokenOf(1), onSuccess: () => {} })).rejects.toMatchObject({
      code: 'invalid_options',
      message: 'baseUrl or connect_url is missing: pass one',
    })
  })

  test('on a server is an unsupported_environment; creating there is fine', async () => {
    const connect = AlterConnect.create({ session: () => tokenOf(1) })
    expect(connect.store.getInitialState()).toEqual({ status: 'idle' })
    await expect(connect.open({ onSuccess: () => {} })).rejects.toMatchObject({
      code: 'unsupported_environment',
    })
    await expect(connect.connect()).rejects.toMatchObject({ code: 'unsupported_environment' })
  })
})

describe('connect', () => {
  test('resolves with the connections', async () => {
    const { world, connect } = widget()
    const outcome = connect.connect(google)
    await settled()
    await world.post(success)
    await expect(outcome).resolves.toEqual([work])
  })

  test('15.4 while the session is minted the window shows whose it is, in the colours of the reader', () => {
    const { world, connect } = widget()
    void connect.connect({ token: () => new Promise(() => {}) })
    const { title, body, documentElement } = world.window.document
    expect([title, body.textContent]).toEqual(['Settings · Acme', 'Settings · Acme'])
    expect(documentElement.style.cssText).toContain('color-scheme:light dark')
  })

  test('resolves with an empty list when the user left', async () => {
    const { world, connect } = widget()
    const outcome = connect.connect({ token: () => new Promise(() => {}) })
    world.window.close()
    await world.advance(300)
    await expect(outcome).resolves.toEqual([])
  })

  test('rejects with the coded error', async () => {
    const { world, connect } = widget()
    const outcome = connect.connect(google)
    outcome.catch(() => {})
    await world.advance(10_000)
    await world.answer({ status: 'failed', error: 'access_denied' })
    await expect(outcome).rejects.toMatchObject({ code: 'access_denied' })
  })
})

describe('blocked popup', () => {
  test('is reported, mints no session, and can be retried in a new click', async () => {
    const session = vi.fn(() => tokenOf(1))
    const { world, connect } = widget({ session })
    const { heard, callbacks } = listener()
    world.blocked = true
    await connect.open({ provider: 'google', ...callbacks })
    expect(heard.errors).toMatchObject([{ code: 'popup_blocked', retryable: true }])
    expect(heard.events.map(({ name }) => name)).toEqual(['blocked'])
    expect(session).not.toHaveBeenCalled()
    expect(world.upkeep).toEqual(NOTHING)
    const state = connect.store.getState()
    if (state.status !== 'blocked') throw new Error(state.status)
    expect(state.provider).toBe('google')
    world.blocked = false
    state.retry()
    await settled()
    expect(connect.store.getState().status).toBe('waiting')
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
  })

  test.each([
    ['answers nothing', () => null],
    [
      'throws, as in Firefox',
      () => {
        throw new DOMException('A parameter or an operation is not supported', 'InvalidAccessError')
      },
    ],
  ])('in a sandboxed frame, where open() %s, names what the sandbox lacks', async (_, open) => {
    const { world, connect } = widget()
    world.self = new TestFrame(new TestFrame())
    world.open = open
    await expect(connect.connect(google)).rejects.toMatchObject({
      code: 'popup_blocked',
      message: expect.stringContaining('allow-popups'),
    })
  })

  test('is reported by `connect()` too', async () => {
    const { world, connect } = widget()
    world.blocked = true
    await expect(connect.connect(google)).rejects.toMatchObject({ code: 'popup_blocked' })
    world.blocked = false
    const outcome = connect.connect(google)
    await settled()
    await world.post(success)
    await expect(outcome).resolves.toEqual([work])
  })
})

describe('a second call', () => {
  test('for the same provider brings the window to the front, and shares the outcome', async () => {
    const { world, connect } = widget()
    const first = connect.connect(google)
    await settled()
    const { heard, callbacks } = listener()
    await connect.open({ ...google, ...callbacks })
    expect(world.windows).toHaveLength(1)
    expect(world.window.focused).toBe(1)
    await world.post(success)
    await expect(first).resolves.toEqual([work])
    expect(heard.successes).toEqual([[work]])
  })

  test('while detached opens a fresh window on the same session; the first completion wins', async () => {
    const { world, connect, heard } = await opened(google)
    world.window.closed = true
    await world.advance(450)
    await connect.open({ ...google, onSuccess: () => {} })
    expect(world.windows).toHaveLength(2)
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
    expect(connect.store.getState().status).toBe('waiting')
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
    expect(world.openWindows).toEqual([])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('after the window was closed starts afresh', async () => {
    const { world, connect, heard } = await opened(google)
    await world.post({ type: 'alter_connect_hello', session: idOf(1) })
    world.window.close()
    await connect.open({ ...google, onSuccess: () => {} })
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: true }])
    expect(world.windows).toHaveLength(2)
    expect(connect.store.getState().status).toBe('opening')
  })

  test('for another provider replaces the flow, and takes its window', async () => {
    const { world, connect, heard } = await opened(google)
    const second = connect.connect(slack)
    expect(heard.exits).toMatchObject([{ reason: 'replaced', certain: true }])
    expect(connect.store.getState()).toEqual({ status: 'opening', provider: 'slack' })
    await settled()
    expect(world.windows).toHaveLength(1)
    expect(world.window.urls.slice(1)).toEqual(['about:blank', `${PAGE}#session=${tokenOf(2)}`])
    expect(world.requests.find(({ url }) => url.endsWith('cancel'))?.init.body).toBe(tokenOf(1))
    await world.post(success)
    expect(connect.isOpen()).toBe(true)
    await world.post({ ...success, session: idOf(2) })
    await expect(second).resolves.toEqual([work])
    expect(heard.successes).toEqual([])
  })

  test('for another grant of the same provider replaces the flow', async () => {
    const { connect, heard } = await opened(google)
    void connect.connect({ ...google, grantId: 'grant_1' })
    expect(heard.exits).toMatchObject([{ reason: 'replaced' }])
  })

  test('with bad options leaves the running flow alone', async () => {
    const { connect, heard } = await opened(google)
    await expect(connect.open({ provider: 'slack', onSuccess: () => {} })).rejects.toMatchObject({
      code: 'invalid_options',
    })
    expect(connect.isOpen()).toBe(true)
    expect(heard.exits).toEqual([])
  })
})

describe('ending a flow', () => {
  test('close() closes the window, cancels the session, and is an exit', async () => {
    const { world, connect, heard } = await opened()
    const closed = vi.fn()
    connect.on('close', closed)
    connect.close()
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
    expect(world.openWindows).toEqual([])
    const cancel = world.requests.at(-1)
    expect(cancel?.url).toBe(`${PAGE}/session/cancel`)
    expect(cancel?.init).toMatchObject({ method: 'POST', body: tokenOf(1), keepalive: true })
    expect(world.upkeep).toEqual(NOTHING)
    expect(closed).toHaveBeenCalledOnce()
  })

  test('close() while the token is on its way cancels the session once it is there', async () => {
    const { world, connect } = widget()
    let aborted = false
    function token({ signal }: { signal: AbortSignal }): Promise<string> {
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true
          resolve(tokenOf(1))
        })
      })
    }
    await connect.open({ token, onSuccess: () => {} })
    connect.close()
    await settled()
    expect(aborted).toBe(true)
    expect(world.paths).toEqual(['cancel'])
    expect(world.windows[0]?.urls).toEqual([])
  })

  test('an aborted signal does the same, and is an error', async () => {
    const abort = new AbortController()
    const { world, heard } = await opened({ signal: abort.signal })
    abort.abort('unmounted')
    await settled()
    expect(heard.errors).toMatchObject([{ code: 'aborted', cause: 'unmounted' }])
    expect(world.openWindows).toEqual([])
    expect(world.paths).toContain('cancel')
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('the signal of one of two callers takes only that one out', async () => {
    const abort = new AbortController()
    const { world, connect, heard } = await opened({ signal: abort.signal })
    const second = connect.connect({ token: tokenOf(1) })
    abort.abort()
    expect(heard.errors).toMatchObject([{ code: 'aborted' }])
    expect(connect.isOpen()).toBe(true)
    await world.post(success)
    await expect(second).resolves.toEqual([work])
    expect(heard.successes).toEqual([])
  })

  test('a signal aborted afterwards changes nothing', async () => {
    const abort = new AbortController()
    const { world, heard } = await opened({ signal: abort.signal })
    await world.post(success)
    abort.abort()
    expect(heard).toMatchObject({ successes: [[work]], errors: [] })
  })

  test('destroy() ends the flow; every later call is refused, a second destroy() is silent', async () => {
    const { world, connect, heard } = await opened()
    connect.destroy()
    connect.destroy()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
    await settled()
    expect(world.upkeep).toEqual(NOTHING)
    const refused = expect.objectContaining({ code: 'sdk_destroyed' })
    await expect(connect.open({ token: tokenOf(1), onSuccess: () => {} })).rejects.toEqual(refused)
    await expect(connect.connect()).rejects.toEqual(refused)
    expect(() => connect.close()).toThrow(refused)
    expect(() => connect.on('success', () => {})).toThrow(refused)
    expect(() => connect.off('success', () => {})).toThrow(refused)
    expect(() => connect.isOpen()).toThrow(refused)
  })

  test('destroy() also ends the quiet questions after an uncertain exit', async () => {
    const { world, connect } = await opened()
    world.window.closed = true
    await world.focus()
    await world.answer({ status: 'authorizing' })
    expect(connect.store.getState()).toMatchObject({ status: 'exit', certain: false })
    await world.advance(1000)
    expect(world.upkeep.requests).toBe(1)
    connect.destroy()
    await settled()
    expect(world.upkeep).toEqual(NOTHING)
    expect(world.paths).not.toContain('cancel')
  })
})

describe('the bus', () => {
  test('tells success, error, exit and event, until the subscription ends', async () => {
    const { world, connect } = await opened()
    const [onSuccess, onEvent, off, ended] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()]
    connect.on('success', onSuccess)
    connect.on('event', onEvent)
    connect.on('success', off)
    connect.off('success', off)
    const end = connect.on('success', ended)
    end()
    end()
    await world.post({ type: 'alter_connect_event', event: 'page_loaded', session: idOf(1) })
    await world.post(success)
    expect(onSuccess).toHaveBeenCalledExactlyOnceWith([work], { late: false })
    expect(onEvent).toHaveBeenCalledExactlyOnceWith(
      'page_loaded',
      expect.objectContaining({ session_id: idOf(1) }),
    )
    expect(off).not.toHaveBeenCalled()
    expect(ended).not.toHaveBeenCalled()
  })

  test('a handler that throws is reported, and breaks nothing', async () => {
    const bug = new Error('bug in the app')
    const { world, connect } = widget()
    const onSuccess = vi.fn()
    connect.on('success', () => {
      throw bug
    })
    connect.store.subscribe(() => {
      throw bug
    })
    const outcome = connect.connect({
      ...google,
      onEvent: () => {
        throw bug
      },
      onSuccess,
    })
    await settled()
    await world.post(success)
    await expect(outcome).resolves.toEqual([work])
    expect(onSuccess).toHaveBeenCalledOnce()
    expect(new Set(world.reported)).toEqual(new Set([bug]))
  })

  test('a handler may start the next flow', async () => {
    const { world, connect } = widget()
    let next: Promise<unknown> | undefined
    connect.on('exit', () => {
      next ??= connect.connect(slack)
    })
    void connect.connect(google)
    await settled()
    connect.close()
    await settled()
    expect(connect.store.getState()).toMatchObject({ status: 'waiting', provider: 'slack' })
    await world.post({ ...success, session: idOf(2) })
    await expect(next).resolves.toEqual([work])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('`debug` writes the events to the console', async () => {
    const { world, connect } = widget({ debug: true })
    void connect.connect(google)
    await settled()
    expect(world.debugged).toMatchObject([['alter', 'connect_opened', { provider: 'google' }]])
    connect.destroy()
  })
})

describe('idle', () => {
  test('starts no timer, no listener and no request', () => {
    const { world, connect } = widget()
    connect.on('success', () => {})
    connect.store.subscribe(() => {})
    expect(world.upkeep).toEqual(NOTHING)
    expect(connect.isOpen()).toBe(false)
  })

  test.each<[string, (flow: Awaited<ReturnType<typeof opened>>) => unknown]>([
    ['a success', ({ world }) => world.post(success)],
    ['an error', ({ world }) => world.answer({ status: 'failed', error: 'access_denied' })],
    ['a certain exit', ({ world }) => world.answer({ status: 'cancelled' })],
    ['close()', ({ connect }) => connect.close()],
    ['destroy()', ({ connect }) => connect.destroy()],
  ])('costs nothing again after %s, and before that it did', async (_, end) => {
    const flow = await opened()
    expect(flow.world.upkeep).toEqual({ timers: 2, listeners: 6, requests: 1 })
    await end(flow)
    await settled()
    expect(flow.world.upkeep).toEqual(NOTHING)
    expect(flow.world.locked).toEqual([])
  })
})

describe('the store', () => {
  test('is read-only', () => {
    expect(Object.keys(widget().connect.store).sort()).toEqual(['getInitialState', 'getState', 'subscribe'])
  })
})

test('getVersion() is the version of the package', () => {
  expect(widget().connect.getVersion()).toBe(packageJson.version)
})
