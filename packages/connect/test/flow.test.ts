import { describe, expect, test } from 'vitest'
import type { ConnectOptions, Session } from '@alter/connect'
import { listener, opened, widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, PAGE, settled, tokenOf, VAULT } from './world.ts'

const session = idOf(1)
const work = connectionOf('work@example.com')
const success = { type: 'alter_connect_success', grants: [work], session } as const
const hello = { type: 'alter_connect_hello', session } as const
const started = {
  type: 'alter_connect_event',
  event: 'authorization_started',
  provider: 'google',
  session,
} as const
const CLOSED_SURELY = { reason: 'closed', certain: true }
const CLOSED_PERHAPS = { reason: 'closed', certain: false }

/** The user is at the provider. */
async function atProvider(options: ConnectOptions = {}) {
  const flow = await opened(options)
  await flow.world.post(hello)
  await flow.world.post(started)
  return flow
}

/** The provider's page cut the window off. */
async function detached(options: ConnectOptions = {}) {
  const flow = await atProvider(options)
  flow.world.window.closed = true
  await flow.world.advance(450)
  expect(flow.connect.store.getState().status).toBe('detached')
  return flow
}

describe('token', () => {
  test('the window opens in the click, empty, and is navigated when the token arrives', async () => {
    const { world, connect } = widget()
    let give: ((session: Session) => void) | undefined
    const token = new Promise<Session>((resolve) => {
      give = resolve
    })
    void connect.open({ token, ...listener().callbacks })
    expect(world.windows).toHaveLength(1)
    expect(connect.store.getState()).toEqual({ status: 'opening' })
    await world.advance(5000)
    expect(world.window.urls).toEqual([])
    give?.(tokenOf(1))
    await settled()
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
    expect(connect.store.getState()).toEqual({ status: 'waiting' })
  })

  const minted = { session_token: tokenOf(1), connect_url: `${PAGE}#session=${tokenOf(1)}` }
  test.each<[string, NonNullable<ConnectOptions['token']>]>([
    ['a string', tokenOf(1)],
    ['a string with a line break', `${tokenOf(1)}\n`],
    ['what minting answered', minted],
    ['a promise', Promise.resolve(minted)],
    ['a function', () => tokenOf(1)],
    ['an asynchronous function', async () => minted],
  ])('may be %s', async (_, token) => {
    const { world } = await opened({ token })
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
  })

  test('comes from `session` when the call has none, and `session` receives the target', async () => {
    const requests: object[] = []
    const { world, connect } = widget({
      session: ({ signal, ...request }) => {
        requests.push({ ...request, aborted: signal.aborted })
        return tokenOf(1)
      },
    })
    void connect.connect({ provider: 'google', grantId: 'grant_1', accountHint: 'work@example.com' })
    await settled()
    expect(requests).toEqual([
      { provider: 'google', grantId: 'grant_1', accountHint: 'work@example.com', aborted: false },
    ])
    expect(world.window.urls).toHaveLength(1)
  })

  test('that cannot be fetched closes the window and says why', async () => {
    const cause = new Error('500')
    const { world, heard } = await opened({ token: () => Promise.reject(cause) })
    expect(heard.errors).toMatchObject([{ code: 'session_failed', message: '500', retryable: true, cause }])
    expect(world.openWindows).toEqual([])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('that fails after its flow was replaced leaves the window to the next flow', async () => {
    const { world, connect } = widget()
    void connect.connect({
      provider: 'google',
      token: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    })
    void connect.connect({ provider: 'slack', token: tokenOf(2) })
    await settled()
    expect(world.openWindows).toHaveLength(1)
    expect(connect.store.getState()).toEqual({ status: 'waiting', provider: 'slack' })
    connect.destroy()
  })

  test('that is none closes the window and says so', async () => {
    const junk = JSON.parse('{"error":"unauthorized"}')
    const { world, heard } = await opened({ token: () => junk })
    expect(heard.errors).toMatchObject([
      { code: 'invalid_options', message: 'session_token is missing: pass what was minted' },
    ])
    expect(world.openWindows).toEqual([])
  })

  test('never appears in an event', async () => {
    const { heard, world } = await atProvider()
    await world.post(success)
    expect(JSON.stringify(heard.events)).not.toContain('alter_cs_')
  })
})

describe('address', () => {
  test('is what minting answered, before `baseURL`', async () => {
    const connect_url = `https://other.example/sdk/oauth/connect#session=${tokenOf(1)}`
    const { world } = await opened({ token: { session_token: tokenOf(1), connect_url } })
    expect(world.window.urls).toEqual([connect_url])
    expect(world.requests[0]?.url).toBe('https://other.example/sdk/oauth/connect/session/result?wait=25')
  })

  test('is below the `baseURL` of the call, before that of the widget', async () => {
    const { world } = await opened({ baseURL: 'https://call.example/vault/' })
    expect(world.window.urls[0]).toMatch('https://call.example/vault/sdk/oauth/connect#session=')
  })

  test('that is junk closes the window and says so', async () => {
    const { world, heard } = await opened({ baseURL: 'vault', token: () => tokenOf(1) })
    expect(heard.errors).toMatchObject([{ code: 'invalid_oauth_url' }])
    expect(world.openWindows).toEqual([])
  })

  test('that would run as the app is refused', async () => {
    const { world, heard } = await opened({
      token: { session_token: tokenOf(1), connect_url: 'javascript:alert(1)' },
    })
    expect(heard.errors).toMatchObject([{ code: 'invalid_oauth_url' }])
    expect(world.window.urls).toEqual([])
  })
})

describe('messages', () => {
  test('a success settles the flow, closes the window, and leaves nothing behind', async () => {
    const { world, connect, heard } = await atProvider()
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
    expect(connect.store.getState()).toEqual({ status: 'connected', connections: [work] })
    expect(world.openWindows).toEqual([])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('an error settles the flow under its code', async () => {
    const { world, heard } = await opened()
    await world.post({
      type: 'alter_connect_error',
      error: 'access_denied',
      error_description: 'No.',
      session,
    })
    expect(heard.errors).toMatchObject([{ code: 'access_denied', message: 'No.', retryable: true }])
  })

  test.each([
    'session_expired',
    'invalid_token',
    'access_denied',
    'account_mismatch',
    'scope_denied',
    'provider_error',
    'provider_misconfigured',
    'provider_unreachable',
  ])('the error %s has this code, from the page as from the vault', async (error) => {
    const page = await opened()
    await page.world.post({ type: 'alter_connect_error', error, error_description: 'So.', session })
    const vault = await opened()
    await vault.world.answer({ status: 'failed', ...JSON.parse(JSON.stringify({ error })) })
    for (const { heard, world } of [page, vault]) {
      expect(heard.errors).toMatchObject([{ code: error, details: { error } }])
      expect(world.upkeep).toEqual(NOTHING)
    }
  })

  test('an error of an unknown name is an oauth_error with the name in its details', async () => {
    const { world, heard } = await opened()
    await world.post({ type: 'alter_connect_error', error: 'server_error', error_description: '', session })
    expect(heard.errors).toMatchObject([{ code: 'oauth_error', details: { error: 'server_error' } }])
  })

  test('a hello is answered with a welcome, to the origin of the vault only', async () => {
    const { world } = await opened()
    await world.post(hello)
    expect(world.window.received).toEqual([
      { message: { type: 'alter_connect_welcome', session }, targetOrigin: VAULT },
    ])
  })

  test.each([
    ['another origin', success, { origin: 'https://vault.example.evil' }],
    ['another window', success, { source: {} }],
    ['no window', success, { source: null }],
    ['another session', { ...success, session: idOf(2) }, {}],
    ['no session', { ...success, session: undefined }, {}],
    ['another type', { ...success, type: 'alter_connect_successful' }, {}],
    ['nothing', null, {}],
    ['no connections', { ...success, grants: [] }, {}],
    ['a connection without a grant id', { ...success, grants: [work, { ...work, grant_id: undefined }] }, {}],
    ['a connection without an account', { ...success, grants: [{ ...work, account_identifier: '' }] }, {}],
    ['an error without a name', { type: 'alter_connect_error', session }, {}],
  ])('a message with %s is ignored, and the flow goes on', async (_, data, from) => {
    const { world, connect, heard } = await opened()
    await world.post(data, from)
    expect(connect.store.getState().status).toBe('waiting')
    expect(world.window.received).toEqual([])
    await world.post(success)
    expect(heard).toMatchObject({ successes: [[work]], errors: [], exits: [] })
  })
})

describe('window', () => {
  test('closed before the token arrives: a certain exit within 300 ms', async () => {
    const { world, heard } = await opened({ token: () => new Promise(() => {}) })
    world.window.close()
    await world.advance(300)
    expect(heard.exits).toMatchObject([CLOSED_SURELY])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('closed on our page: a certain exit within 300 ms', async () => {
    const { world, connect, heard } = await opened()
    await world.post(hello)
    world.window.close()
    await world.advance(300)
    expect(heard.exits).toMatchObject([CLOSED_SURELY])
    expect(connect.store.getState()).toEqual({ status: 'exit', ...CLOSED_SURELY })
    expect(world.upkeep).toEqual(NOTHING)
    expect(world.paths).not.toContain('cancel')
  })

  test('15.4 closed on our page, which could not start and said nothing: an exit, and a click starts again', async () => {
    const { world, connect, heard } = await opened()
    world.window.close()
    await world.focus()
    await world.answer({ status: 'open' })
    expect(heard).toMatchObject({ exits: [{ reason: 'closed' }], errors: [] })
    await connect.open({ provider: 'google', token: tokenOf(2), onSuccess: () => {} })
    expect(world.windows).toHaveLength(2)
  })

  test('closed at the provider, focus back: one question, then an uncertain exit', async () => {
    const { world, heard } = await atProvider()
    world.window.close()
    await world.focus()
    expect(heard.exits).toEqual([])
    await world.answer({ status: 'authorizing' })
    expect(heard.exits).toMatchObject([CLOSED_PERHAPS])
  })

  test('closed at the provider after the consent: the question finds the success', async () => {
    const { world, heard } = await atProvider()
    world.window.close()
    await world.focus()
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], exits: [] })
  })

  test('closed at the provider, and the focus takes 200 ms: the same', async () => {
    const { world, heard } = await atProvider()
    world.window.close()
    await world.advance(200)
    expect(world.paths.at(-1)).toBe('result?wait=25')
    await world.advance(200)
    await world.focus()
    expect(world.paths.at(-1)).toBe('result?wait=0')
    await world.answer({ status: 'authorizing' })
    expect(heard.exits).toMatchObject([CLOSED_PERHAPS])
  })

  test('closed at the provider, and the vault does not answer: an uncertain exit after `grace`', async () => {
    const { world, heard } = await atProvider({ grace: 700 })
    world.window.close()
    await world.focus()
    await world.advance(699)
    expect(heard.exits).toEqual([])
    await world.advance(1)
    expect(heard.exits).toMatchObject([CLOSED_PERHAPS])
  })

  test.each<[unknown]>([['2s'], [''], [null], [Number.NaN], [-1]])(
    'a `grace` of %j is as good as none',
    async (grace) => {
      const { world, heard } = await atProvider(Object({ grace }))
      world.window.close()
      await world.focus()
      await world.advance(1999)
      expect(heard.exits).toEqual([])
      await world.advance(1)
      expect(heard.exits).toMatchObject([CLOSED_PERHAPS])
    },
  )

  test.each([[Number.POSITIVE_INFINITY], [2 ** 31]])('a `grace` of %s is no exit at once', async (grace) => {
    const { world, heard } = await atProvider({ grace })
    world.window.close()
    await world.focus()
    await world.advance(60_000)
    expect(heard.exits).toEqual([])
  })

  test('left on our page after connecting something: the vault ends the session, and it is a success', async () => {
    const { world, heard } = await atProvider()
    await world.post({ type: 'alter_connect_event', event: 'authorization_completed', session })
    world.window.close()
    await world.advance(300)
    expect(world.paths).toContain('cancel')
    expect(heard.exits).toEqual([])
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], exits: [] })
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('13.11 left on our page: the answer to the cancelling is the outcome, without another question', async () => {
    const { world, heard } = await atProvider()
    world.cancelsAtOnce = false
    await world.post({ type: 'alter_connect_event', event: 'authorization_completed', session })
    world.window.close()
    await world.advance(300)
    const cancel = [...world.pending].find(({ url }) => url.endsWith('cancel'))
    cancel?.answer(200, { status: 'completed', grants: [work] })
    await settled()
    expect(heard).toMatchObject({ successes: [[work]], exits: [] })
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('left on our page: the answer to the cancellation does not affect the next flow', async () => {
    const { world, connect } = await atProvider()
    await world.post({ type: 'alter_connect_hello', session })
    const { fetch } = world
    world.fetch = (url, init) => {
      const response = fetch(url, init)
      return url.endsWith('cancel')
        ? new Promise((resolve) => world.setTimeout(() => resolve(response), 5000))
        : response
    }
    world.window.close()
    await world.advance(300)
    connect.close()
    void connect.connect({ token: tokenOf(2) })
    await world.advance(10_000)
    expect(connect.store.getState().status).toBe('waiting')
    connect.destroy()
  })
})

describe('window cut off', () => {
  test('is detached, and never an exit while the user is elsewhere', async () => {
    const { world, heard } = await detached()
    for (let minute = 0; minute < 9; minute += 1) {
      await world.wake()
      await world.advance(60_000)
    }
    expect(heard).toMatchObject({ exits: [], errors: [], successes: [] })
  })

  test('the result arrives from the vault', async () => {
    const { world, connect, heard } = await detached()
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
    expect(connect.store.getState().status).toBe('connected')
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('and the focus was never lost: no exit at once, but one after `grace`', async () => {
    const { world, connect } = widget()
    const { callbacks, heard } = listener()
    await connect.open({ token: tokenOf(1), ...callbacks })
    await settled()
    world.window.closed = true
    await world.advance(450)
    await world.answer({ status: 'authorizing' })
    expect(heard.exits).toEqual([])
    await world.advance(2000)
    expect(heard.exits).toMatchObject([CLOSED_PERHAPS])
  })

  test('focus back and still pending after `grace`: an uncertain exit, and a late success on the bus', async () => {
    const { world, connect, heard } = await detached()
    const late: boolean[] = []
    connect.on('success', (_, info) => late.push(info.late))
    await world.focus()
    await world.answer({ status: 'authorizing' })
    await world.advance(1999)
    expect(heard.exits).toEqual([])
    await world.advance(1)
    expect(heard.exits).toMatchObject([CLOSED_PERHAPS])
    expect(connect.isOpen()).toBe(false)
    await world.answer({ status: 'completed', grants: [work] })
    expect(late).toEqual([true])
    expect(heard.successes).toEqual([])
    expect(connect.store.getState()).toEqual({ status: 'exit', ...CLOSED_PERHAPS })
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('focus back and gone again before `grace` is over: no exit', async () => {
    const { world, connect, heard } = await detached()
    await world.focus()
    world.blur()
    await world.advance(10_000)
    expect(heard.exits).toEqual([])
    expect(connect.store.getState().status).toBe('detached')
  })

  test('by the app itself, before the page could speak: the same', async () => {
    const { world, connect, heard } = await opened()
    world.window.closed = true
    await world.advance(450)
    expect(connect.store.getState().status).toBe('detached')
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
  })

  test('an exit is reported once, however often the user comes back', async () => {
    const { world, connect, heard } = await detached()
    await world.focus()
    await world.advance(2000)
    world.blur()
    await world.focus()
    await world.answer({ status: 'authorizing' })
    await world.advance(10_000)
    expect(heard.exits).toHaveLength(1)
    expect(world.pending.size).toBe(1)
    connect.destroy()
  })

  test.each(['focus', 'visibilitychange', 'online', 'pageshow'])(
    '3.1 the page was frozen or offline, and its question was lost: at `%s` the vault is asked again, at once',
    async (type) => {
      const { world, connect, heard } = await detached()
      // Each lost question makes the wait for the next one longer.
      for (let lost = 0; lost < 4; lost += 1) {
        for (const request of world.pending) request.fail()
        await settled()
        expect(world.pending.size).toBe(0)
        await world.dispatch({ type })
        await settled()
        expect(world.pending.size).toBe(1)
      }
      await world.answer({ status: 'completed', grants: [work] })
      expect(heard.successes).toEqual([[work]])
      connect.destroy()
    },
  )

  test('a quiet question after an exit ends with the session', async () => {
    const { world, connect, heard } = await detached()
    const late: unknown[] = []
    connect.on('success', (connections) => late.push(connections))
    await world.focus()
    await world.advance(2000)
    await world.answer({ status: 'expired', error: 'session_expired' })
    expect(heard).toMatchObject({ exits: [CLOSED_PERHAPS], errors: [] })
    expect(late).toEqual([])
    expect(world.upkeep).toEqual(NOTHING)
  })
})

describe('vault', () => {
  test('13.11 is asked from the moment the user goes to the provider: it knows the result first', async () => {
    const { world, connect } = widget()
    const outcome = connect.connect({ token: tokenOf(1) })
    await settled()
    await world.post(hello)
    expect(world.paths).toEqual([])
    await world.post(started)
    expect(world.paths).toEqual(['result?wait=25'])
    await world.answer({ status: 'completed', grants: [work] })
    await expect(outcome).resolves.toEqual([work])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('is not asked while the user is on our page, for ten seconds', async () => {
    const { world, connect } = widget()
    void connect.connect({ token: tokenOf(1) })
    await settled()
    world.blur()
    await world.post(hello)
    await world.advance(9700)
    expect(world.requests).toEqual([])
    await world.advance(300)
    expect(world.paths).toEqual(['result?wait=25'])
    connect.destroy()
  })

  test('is asked for a flow whose token took longer than that', async () => {
    const { world, connect } = widget()
    let give: ((token: string) => void) | undefined
    const token = new Promise<string>((resolve) => {
      give = resolve
    })
    void connect.connect({ token })
    await world.advance(15_000)
    give?.(tokenOf(1))
    await world.advance(10_000)
    expect(world.paths).toEqual(['result?wait=25'])
    connect.destroy()
  })

  test('is asked at once when the user comes back to the page', async () => {
    const { world, connect } = widget()
    void connect.connect({ token: tokenOf(1) })
    await settled()
    await world.focus()
    expect(world.paths.at(-1)).toBe('result?wait=0')
    connect.destroy()
  })

  test('is asked beside the messages, with the token as text', async () => {
    const { world } = await opened()
    const [request] = world.requests
    expect(request?.url).toBe(`${PAGE}/session/result?wait=25`)
    expect(request?.init).toMatchObject({ method: 'POST', body: tokenOf(1) })
    expect(request?.init.headers).toBeUndefined()
  })

  test('a session that expires is reported, and can be retried', async () => {
    const { world, heard } = await opened()
    await world.answer({ status: 'expired', error: 'session_expired' })
    expect(heard.errors).toMatchObject([{ code: 'session_expired', retryable: true }])
    expect(world.openWindows).toEqual([])
  })

  test('a session it does not know is reported', async () => {
    const { world, heard } = await opened()
    const [request] = [...world.pending]
    request?.answer(401, { code: 'invalid_token', detail: 'No such session.' })
    await settled()
    expect(heard.errors).toMatchObject([{ code: 'invalid_token', message: 'No such session.' }])
  })

  test('a session cancelled on the page is an exit', async () => {
    const { world, heard } = await opened()
    await world.answer({ status: 'cancelled' })
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
  })

  test('a success that cannot be read is an invalid_response', async () => {
    const { world, heard } = await opened()
    await world.answer({ status: 'completed', grants: [] })
    expect(heard.errors).toMatchObject([{ code: 'invalid_response' }])
  })

  test('each step is reported once, by the first report', async () => {
    const { world, heard } = await opened()
    const timestamp = '2026-11-22T10:00:00.000Z'
    const page = { event: 'page_loaded', timestamp } as const
    const chosen = { event: 'provider_selected', provider: 'google', timestamp } as const
    await world.post({ type: 'alter_connect_event', event: 'page_loaded', session })
    await world.answer({ events: [page, chosen] })
    await world.post({ type: 'alter_connect_event', event: 'provider_selected', provider: 'google', session })
    await world.post({ type: 'alter_connect_event', event: 'provider_selected', provider: 'google', session })
    await world.advance(1000)
    await world.answer({ events: [page, chosen, chosen] })
    expect(heard.events.map(({ name }) => name)).toEqual([
      'connect_opened',
      'page_loaded',
      'provider_selected',
      'provider_selected',
    ])
    expect(heard.events.at(-1)?.metadata).toEqual({
      timestamp: expect.stringMatching(/^2026-11-22T10:00:1\d\.\d{3}Z$/),
      session_id: session,
      provider: 'google',
    })
  })

  test('out of reach, it is asked again with growing pauses, and messages still settle the flow', async () => {
    const { world, heard } = await opened()
    const pauses: number[] = []
    for (let question = 0; question < 5; question += 1) {
      const failed = world.now()
      const [request] = [...world.pending]
      request?.fail()
      await settled()
      while (world.pending.size === 0) await world.advance(100)
      pauses.push(world.now() - failed)
    }
    expect(pauses).toEqual([200, 400, 800, 1600, 3200])
    await world.post(success)
    expect(heard).toMatchObject({ successes: [[work]], errors: [] })
  })

  test.each([429, 500, 502])('an answer %i does not end the flow', async (status) => {
    const { world, heard } = await opened()
    await world.answer({ status: 'failed' }, status)
    await world.advance(1000)
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], errors: [] })
  })

  test('out of reach for the life of a session, the session has expired', async () => {
    const { world, heard } = await opened()
    world.offline = true
    for (const request of world.pending) request.fail()
    await world.advance(19 * 60_000)
    expect(heard.errors).toEqual([])
    await world.advance(6 * 60_000)
    expect(heard.errors).toMatchObject([{ code: 'session_expired' }])
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('that answers at once without news is not asked in a loop', async () => {
    const { world } = await opened()
    for (let answer = 0; answer < 10; answer += 1) {
      if (world.pending.size > 0) await world.answer({ status: 'open' })
      await world.advance(100)
    }
    expect(world.requests.length).toBeLessThan(5)
  })

  test('is asked again at once when the page wakes', async () => {
    const { world } = await opened()
    for (const request of world.pending) request.fail()
    await settled()
    expect(world.pending.size).toBe(0)
    await world.wake()
    expect(world.paths.at(-1)).toBe('result?wait=0')
  })
})
