import { describe, expect, test } from 'vitest'
import { createConnect, type ConnectOptions } from '@alter/connect'
import { heardBy, opened, widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, PAGE, settled, TestFrame, tokenOf, VAULT, type World } from './world.ts'

const session = idOf(1)
const work = connectionOf('work@example.com')
const success = { type: 'alter_connect_success', grants: [work], session } as const
const google: ConnectOptions = { provider: 'google', token: tokenOf(1) }

function goOn(world: World) {
  const connect = createConnect({ baseURL: VAULT, platform: world })
  return { world, connect, heard: heardBy(connect) }
}

/** The app's page after a reload, with the popup still open. */
async function reloaded(options = google) {
  const { world: before } = await opened(options)
  await before.post({ type: 'alter_connect_event', event: 'page_loaded', session })
  const page = goOn(await before.reload())
  await page.world.advance(10)
  return { before, ...page }
}

describe('a reloaded page', () => {
  test('continues the flow, and asks the vault at once', async () => {
    const { world, connect, heard } = await reloaded()
    expect(connect.store.getState()).toEqual({ status: 'waiting', provider: 'google' })
    expect(world.windows).toEqual([])
    expect(world.locked).toEqual([`alter:${session}`])
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], exits: [], errors: [] })
    expect(world.upkeep).toEqual(NOTHING)
    expect(world.locked).toEqual([])
  })

  test('takes a message of the popup for a hint: the vault settles', async () => {
    const { world, heard } = await reloaded()
    const asked = world.requests.length
    await world.post(success, { source: {} })
    expect(heard.successes).toEqual([])
    expect(world.requests.length).toBeGreaterThan(asked)
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
  })

  test.each([
    ['another origin', success, { source: {}, origin: 'https://evil.example' }],
    ['another session', { ...success, session: idOf(2) }, { source: {} }],
  ])('ignores a message of %s', async (_, data, from) => {
    const { world, heard } = await reloaded()
    const asked = world.requests.length
    await world.post(data, from)
    expect(world.requests).toHaveLength(asked)
    expect(heard.successes).toEqual([])
  })

  test('does not give up while the user has not been away', async () => {
    const { world, heard } = await reloaded()
    await world.answer({ status: 'authorizing' })
    await world.advance(60_000)
    expect(heard.exits).toEqual([])
  })

  test('gives up, uncertainly, once the user comes back without a result', async () => {
    const { world, heard } = await reloaded()
    world.blur()
    await world.advance(1000)
    await world.focus()
    await world.answer({ status: 'authorizing' })
    await world.advance(2500)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: false }])
  })

  test('does not give up at once after a `grace` without end', async () => {
    const { world, heard } = await reloaded({ ...google, grace: Number.POSITIVE_INFINITY })
    world.blur()
    await world.advance(1000)
    await world.focus()
    await world.answer({ status: 'authorizing' })
    await world.advance(300_000)
    expect(heard.exits).toEqual([])
  })

  test('gives up after the `grace` that the call was given before', async () => {
    const { world, heard } = await reloaded({ ...google, grace: 60_000 })
    world.blur()
    await world.advance(1000)
    await world.focus()
    await world.answer({ status: 'authorizing' })
    await world.advance(59_000)
    expect(heard.exits).toEqual([])
    await world.advance(2000)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: false }])
  })

  test('does not report again what the page before has reported', async () => {
    const { world, heard } = await reloaded()
    const timestamp = '2026-11-22T10:00:00.000Z'
    await world.answer({
      events: [
        { event: 'page_loaded', timestamp },
        { event: 'provider_selected', provider: 'google', timestamp },
      ],
    })
    expect(heard.events.map(({ name }) => name)).toEqual(['provider_selected'])
  })

  test('opens a fresh window on the same session with a second click', async () => {
    const { world, connect, heard } = await reloaded()
    await connect.open({ ...google, onSuccess: () => {} })
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
    expect(world.openWindows).toEqual([])
  })

  test('replaces the flow with one for another provider, in a window of its own', async () => {
    const { world, connect, heard } = await reloaded()
    void connect.connect({ provider: 'slack', token: tokenOf(2) })
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'replaced', certain: true }])
    expect(world.windows).toHaveLength(1)
    expect(world.window.urls.at(-1)).toBe(`${PAGE}#session=${tokenOf(2)}`)
    expect(world.requests.find(({ url }) => url.endsWith('cancel'))?.init.body).toBe(tokenOf(1))
  })

  test('cancels the session with close()', async () => {
    const { world, connect, heard } = await reloaded()
    connect.close()
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
    expect(world.paths).toContain('cancel')
    expect(world.upkeep).toEqual(NOTHING)
  })

  test('may be reloaded again', async () => {
    const { world } = await reloaded()
    const { world: third, connect, heard } = goOn(await world.reload())
    await third.advance(10)
    expect(connect.isOpen()).toBe(true)
    await third.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
  })
})

describe('what a page keeps', () => {
  test('is written when the page is hidden and removed when it is shown, so a popup inherits nothing', async () => {
    const { world, connect } = await opened(google)
    expect(world.kept).toEqual([])
    await world.hide()
    expect(world.kept).toHaveLength(1)
    await world.hide(false)
    expect(world.kept).toEqual([])
    connect.destroy()
  })

  test('is removed when the flow has ended', async () => {
    const { world } = await opened(google)
    await world.post(success)
    await world.leave()
    expect(world.kept).toEqual([])
  })

  test('is removed when the flow ends while the page is hidden, or the next page would tell it again', async () => {
    const { world } = await opened(google)
    await world.hide()
    await world.post(success)
    expect(world.kept).toEqual([])
  })

  test('is of no use before there is a session', async () => {
    const { world } = await opened({ token: () => new Promise(() => {}) })
    const { world: next, connect } = goOn(await world.reload())
    await next.advance(1000)
    expect(connect.store.getState()).toEqual({ status: 'idle' })
    expect(next.upkeep).toEqual(NOTHING)
    expect(next.kept).toEqual([])
  })

  test('breaks nothing where it is not allowed', async () => {
    const { world, heard } = await opened(google)
    world.sessionStorage = undefined
    await world.hide()
    await world.hide(false)
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
  })
})

/** A page whose flow the user has just left alone: the tab is hidden, and nobody has asked the vault. */
async function hiddenAt(self: TestFrame) {
  const { world, connect } = widget()
  world.self = self
  const heard = heardBy(connect)
  void connect.connect({ provider: 'google', token: tokenOf(1) }).catch(() => {})
  await settled()
  await world.hide()
  return { world, connect, heard }
}

describe('another page of the tab', () => {
  const top = new TestFrame()
  const one = new TestFrame(top)
  const two = new TestFrame(top)
  const inner = new TestFrame(one)

  test.each([
    ['one frame beside another', one, two],
    ['a frame in the page', top, one],
    ['the page around a frame', one, top],
    ['a frame in a frame', one, inner],
  ])('has a flow of its own: %s', async (_, self, other) => {
    const { world, connect, heard } = await hiddenAt(self)
    const beside = goOn(world.beside(other))
    await beside.world.advance(5000)
    expect(beside.connect.store.getState()).toEqual({ status: 'idle' })
    expect(beside.world.requests).toEqual([])
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
    expect(beside.heard).toEqual({ successes: [], errors: [], exits: [], events: [] })
    connect.destroy()
  })

  test('does not take away what this one keeps, should it be evicted', async () => {
    const { world } = await hiddenAt(one)
    const beside = world.beside(two)
    const other = createConnect({ baseURL: VAULT, platform: beside })
    void other.connect({ provider: 'slack', token: tokenOf(2) }).catch(() => {})
    await settled()
    await beside.hide()
    await beside.hide(false)
    const next = goOn(world.beside(one))
    await next.world.advance(10)
    expect(next.connect.store.getState()).toEqual({ status: 'waiting', provider: 'google' })
    next.connect.destroy()
    other.destroy()
  })

  test('that is the next one in its place continues: a reloaded frame', async () => {
    const { world } = await hiddenAt(two)
    const next = goOn(await world.reload())
    await next.world.advance(10)
    await next.world.answer({ status: 'completed', grants: [work] })
    expect(next.heard.successes).toEqual([[work]])
  })
})

describe('a duplicated tab', () => {
  test('does nothing while the first one lives', async () => {
    const { world, connect, heard } = await opened(google)
    await world.hide()
    const twin = goOn(world.duplicate())
    await twin.world.advance(5000)
    expect(twin.connect.isOpen()).toBe(false)
    expect(twin.world.requests).toEqual([])
    await world.post(success)
    await twin.world.advance(5000)
    expect(heard.successes).toEqual([[work]])
    expect(twin.heard).toEqual({ successes: [], errors: [], exits: [], events: [] })
    expect(twin.world.upkeep).toEqual(NOTHING)
    connect.destroy()
  })

  test('of two pages, one continues', async () => {
    const { world } = await opened(google)
    await world.hide()
    const twin = goOn(world.duplicate())
    const next = goOn(await world.reload())
    await next.world.advance(500)
    await twin.world.advance(500)
    expect([twin, next].filter((page) => page.connect.isOpen())).toHaveLength(1)
    twin.connect.destroy()
    next.connect.destroy()
  })
})
