import { describe, expect, test, vi } from 'vitest'
import { createConnect, type ConnectOptions, type Mode } from '@alter/connect'
import { heardBy, listener, widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, PAGE, settled, TestFrame, TestStorage, tokenOf, VAULT, type World } from './world.ts'

const session = idOf(1)
const work = connectionOf('work@example.com')
const timestamp = '2026-11-22T10:00:00.000Z'

/** The page that the user left for the Connect page. */
async function left(mode: Mode = 'redirect'): Promise<World> {
  const { world, connect } = widget({ session: () => tokenOf(1) })
  void connect.connect({ provider: 'google', mode })
  await settled()
  return world
}

/** The app's page that the full-page flow came back to, without anybody who listens yet. */
async function back(url = `https://app.example/done?a=%20b&alter_connect_session=${session}&c#list`) {
  const world = await (await left()).reload()
  world.location.href = url
  const connect = createConnect({ baseURL: VAULT, platform: world })
  await settled()
  return { world, connect }
}

class FullStorage extends TestStorage {
  override setItem = (): never => {
    throw new DOMException('no room', 'QuotaExceededError')
  }
}

describe('the full page', () => {
  test('by choice: no window, but the page itself goes, with a sign that it is this client', async () => {
    const world = await left()
    expect(world.windows).toEqual([])
    expect(world.visited).toEqual([`${PAGE}#session=${tokenOf(1)}&v=1`])
  })

  test('is where a session is minted for this very page; one for a popup is not', async () => {
    const returnUrls: (string | undefined)[] = []
    const { world, connect } = widget({
      session: ({ returnUrl }) => {
        returnUrls.push(returnUrl)
        return tokenOf(1)
      },
    })
    void connect.connect({ mode: 'redirect' })
    await settled()
    connect.close()
    void connect.connect()
    await settled()
    expect(returnUrls).toEqual([world.location.href, undefined])
    connect.destroy()
  })

  test.each<[string, Mode | undefined, boolean, boolean, 'page' | 'popup']>([
    ['by default on a computer', undefined, false, false, 'popup'],
    ['by default on a phone', undefined, true, false, 'page'],
    ['with `auto` on a phone', 'auto', true, false, 'page'],
    ['with `auto` on a phone, but in a frame', 'auto', true, true, 'popup'],
    ['with `popup` on a phone', 'popup', true, false, 'popup'],
  ])('%s: a %s', async (_, mode, small, framed, place) => {
    const { world, connect } = widget()
    world.small = small
    if (framed) world.self = new TestFrame(new TestFrame())
    void connect.connect({ token: tokenOf(1), ...(mode && { mode }) })
    await settled()
    expect([world.visited.length, world.windows.length]).toEqual(place === 'page' ? [1, 0] : [0, 1])
    connect.destroy()
  })

  test.each<[string, (world: World) => void]>([
    ['in a frame', (world) => (world.self = new TestFrame(new TestFrame()))],
    ['without a place to keep the session', (world) => (world.sessionStorage = undefined)],
    ['without room for it there', (world) => (world.sessionStorage = new FullStorage())],
  ])('is refused %s', async (_where, spoil) => {
    const { world, connect } = widget()
    spoil(world)
    await expect(connect.connect({ token: tokenOf(1), mode: 'redirect' })).rejects.toMatchObject({
      code: 'redirect_error',
      retryable: true,
    })
    expect(world.visited).toEqual([])
  })

  test('follows a blocked popup where the caller allows it', async () => {
    const { world, connect } = widget()
    world.blocked = true
    void connect.connect({ token: tokenOf(1), whenBlocked: 'redirect' })
    await settled()
    expect(world.visited).toHaveLength(1)
    expect(connect.store.getState()).toEqual({ status: 'waiting' })
    connect.destroy()
  })

  test('keeps the session from when it goes until it is back', async () => {
    const world = await left()
    // Before it has gone: what Firefox is given only then may be lost.
    expect(world.kept).toHaveLength(1)
    await world.leave()
    expect(world.kept).toEqual([expect.stringContaining(tokenOf(1))])
    await world.comeBack()
    expect(world.kept).toEqual([])
  })

  test('asks nothing while the page leaves, and asks when it is back', async () => {
    const world = await left()
    await world.leave()
    await world.advance(10)
    expect(world.requests).toEqual([])
    await world.comeBack()
    await world.advance(10)
    expect(world.paths).toContain('result?wait=0')
  })

  test('that did not go is gone to again with a second click', async () => {
    const { world, connect } = widget()
    const options = { token: tokenOf(1), mode: 'redirect', onSuccess: () => {} } as const
    await connect.open(options)
    await settled()
    await connect.open(options)
    expect(world.visited).toHaveLength(2)
    connect.destroy()
  })

  test('whose token is on its way is replaced without the page going blank', async () => {
    const { world, connect } = widget()
    void connect.connect({ provider: 'google', token: () => new Promise(() => {}), mode: 'redirect' })
    void connect.connect({ provider: 'slack', token: tokenOf(2), mode: 'redirect' })
    await settled()
    expect(world.visited).toEqual([`${PAGE}#session=${tokenOf(2)}&v=1`])
    connect.destroy()
  })
})

describe('the result of a full-page flow', () => {
  test('waits for its first listener', async () => {
    const { world, connect } = await back()
    expect(connect.isOpen()).toBe(false)
    expect(world.requests).toEqual([])
    expect(world.kept).toHaveLength(1)
    const heard = heardBy(connect)
    await world.advance(200)
    expect(connect.store.getState()).toEqual({ status: 'waiting', provider: 'google' })
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], errors: [], exits: [] })
    expect(connect.store.getState()).toMatchObject({ status: 'connected', provider: 'google' })
    expect(world.upkeep).toEqual(NOTHING)
    expect(world.kept).toEqual([])
  })

  test('is asked from the vault, with the token that was kept', async () => {
    const { world, connect } = await back()
    heardBy(connect)
    await world.advance(200)
    expect(world.requests[0]).toMatchObject({
      url: `${PAGE}/session/result?wait=25`,
      init: { method: 'POST', body: tokenOf(1) },
    })
    connect.destroy()
  })

  test('may be an error', async () => {
    const { world, connect } = await back()
    const heard = heardBy(connect)
    await world.advance(200)
    await world.answer({ status: 'failed', error: 'access_denied' })
    expect(heard.errors).toMatchObject([{ code: 'access_denied' }])
  })

  test('comes with the steps that were taken, each reported once', async () => {
    const { world, connect } = await back()
    const heard = heardBy(connect)
    await world.advance(200)
    const events = [
      { event: 'page_loaded', timestamp },
      { event: 'authorization_started', provider: 'google', timestamp },
      { event: 'authorization_completed', provider: 'google', timestamp },
    ] as const
    await world.answer({ status: 'completed', grants: [work], events: [...events] })
    expect(heard.events.map(({ name }) => name)).toEqual(events.map(({ event }) => event))
    expect(heard.events[0]?.metadata.session_id).toBe(session)
  })

  test.each([
    ['?a=%20b&S&c#list', '?a=%20b&c#list'],
    ['?S#list', '#list'],
    ['?S&a=1', '?a=1'],
    ['?a=1&S', '?a=1'],
    ['#S', '#S'],
  ])('leaves the URL %s as %s', async (after, before) => {
    const hint = `alter_connect_session=${session}`
    const { world, connect } = await back(`https://app.example/done${after.replace('S', hint)}`)
    heardBy(connect)
    await settled()
    expect(world.location.href).toBe(`https://app.example/done${before.replace('S', hint)}`)
    connect.destroy()
  })

  test('is for one widget of the page', async () => {
    const { world, connect } = await back()
    const other = createConnect({ baseURL: VAULT, platform: world })
    heardBy(connect)
    heardBy(other)
    await world.advance(200)
    expect([connect, other].filter((each) => each.isOpen())).toHaveLength(1)
    expect(world.pending.size).toBe(1)
    connect.destroy()
    other.destroy()
  })

  test('does not come between the user and a flow begun meanwhile', async () => {
    const { world, connect } = await back()
    const heard = heardBy(connect)
    void connect.connect({ provider: 'slack', token: tokenOf(2) })
    await world.advance(200)
    expect(heard.exits).toEqual([])
    expect(connect.store.getState()).toMatchObject({ status: 'waiting', provider: 'slack' })
    connect.destroy()
    await settled()
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('is left to the next widget when the first is destroyed at once, as in Strict Mode', async () => {
    const { world, connect } = await back()
    heardBy(connect)
    connect.destroy()
    await settled()
    expect(world.reported).toEqual([])
    const heard = heardBy(createConnect({ baseURL: VAULT, platform: world }))
    await world.advance(200)
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
  })

  test('that nobody fetched in time is dropped', async () => {
    const { world, connect } = await back()
    await world.advance(21 * 60_000)
    heardBy(connect)
    await settled()
    expect(world.requests).toEqual([])
    expect(world.kept).toEqual([])
  })
})

describe('a crafted URL', () => {
  test.each([
    `?alter_connect_session=${session}`,
    '?alter_connect_success=true&grant_id=grant_evil&provider=google&account_identifier=me@evil.example',
    '?alter_connect_error=true&error_code=access_denied',
  ])('%s does nothing', async (search) => {
    const { world, connect } = widget()
    world.location.href = `https://app.example/${search}`
    const heard = heardBy(connect)
    await world.advance(1000)
    expect(world.requests).toEqual([])
    expect(world.location.href).toBe(`https://app.example/${search}`)
    expect(connect.store.getState()).toEqual({ status: 'idle' })
    expect(heard).toEqual({ successes: [], errors: [], exits: [], events: [] })
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('with another session than the one that was kept changes neither that nor itself', async () => {
    const url = `https://app.example/?alter_connect_session=${idOf(2)}`
    const { world, connect } = await back(url)
    heardBy(connect)
    await world.advance(200)
    expect(world.requests.map(({ init }) => init.body)).toEqual([tokenOf(1)])
    expect(world.location.href).toBe(url)
    connect.destroy()
  })
})

/** The app's page that was left for the Connect page, and comes out of the browser's cache. */
async function fromCache(options: ConnectOptions = {}) {
  const { world, connect } = widget()
  const { heard, callbacks } = listener()
  await connect.open({ token: tokenOf(1), mode: 'redirect', ...options, ...callbacks })
  await settled()
  await world.leave()
  await world.comeBack()
  return { world, heard }
}

describe('Back', () => {
  test('to a page that was loaded again: the vault is asked, and it is an exit after `grace`', async () => {
    const { world, connect } = await back('https://app.example/')
    const heard = heardBy(connect)
    await world.advance(200)
    await world.answer({ status: 'open' })
    await world.advance(3000)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: false }])
    expect(connect.isOpen()).toBe(false)
  })

  test('to a page from the cache: the vault is asked, and the call has its outcome', async () => {
    const { world, heard } = await fromCache()
    expect(world.paths).toContain('result?wait=0')
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], exits: [] })
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('to a page from the cache, and nothing was connected: an exit after `grace`', async () => {
    const { world, heard } = await fromCache({ grace: 500 })
    await world.answer({ status: 'open' })
    expect(heard.exits).toEqual([])
    await world.advance(500)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: false }])
  })

  test('to a page that gets the focus a moment later, as in Firefox: an exit after `grace`', async () => {
    const { world, connect } = widget()
    const { heard, callbacks } = listener()
    await connect.open({ token: tokenOf(1), mode: 'redirect', grace: 500, ...callbacks })
    await settled()
    await world.leave()
    world.hasFocus = false
    const shown = world.dispatch({ type: 'pageshow' })
    world.hasFocus = true
    await shown
    await world.answer({ status: 'open' })
    await world.advance(500)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: false }])
  })

  test('and forth again: the result still arrives', async () => {
    const { world, heard } = await fromCache()
    await world.advance(3000)
    expect(heard.exits).toHaveLength(1)
    const next = await world.reload()
    const later = heardBy(createConnect({ baseURL: VAULT, platform: next }))
    await next.advance(200)
    await next.answer({ status: 'completed', grants: [work] })
    expect(later.successes).toEqual([[work]])
  })
})

test('a subscription on a server sends no request', () => {
  const onSuccess = vi.fn()
  createConnect({ baseURL: VAULT }).on('success', onSuccess)
  expect(onSuccess).not.toHaveBeenCalled()
})
