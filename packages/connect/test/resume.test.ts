import { describe, expect, it } from 'vitest'
import { createConnect, type AlterConnect, type ConnectOptions } from '../src/index.ts'
import { listener, opened } from './setup.ts'
import { connectionOf, idOf, NOTHING, PAGE, settled, tokenOf, VAULT, type World } from './world.ts'

const session = idOf(1)
const work = connectionOf('work@example.com')
const success = { type: 'alter_connect_success', grants: [work], session } as const
const google: ConnectOptions = { provider: 'google', token: tokenOf(1) }

function heardBy(connect: AlterConnect) {
  const { heard, callbacks } = listener()
  connect.on('success', callbacks.onSuccess)
  connect.on('error', callbacks.onError)
  connect.on('exit', callbacks.onExit)
  connect.on('event', callbacks.onEvent)
  return heard
}

function goOn(world: World) {
  const connect = createConnect({ baseURL: VAULT, platform: world })
  return { world, connect, heard: heardBy(connect) }
}

/** The app's page after a reload, with the popup still open. */
async function reloaded() {
  const { world: before } = await opened(google)
  await before.post({ type: 'alter_connect_event', event: 'page_loaded', session })
  const page = goOn(await before.reload())
  await page.world.advance(10)
  return { before, ...page }
}

const kept = (world: World): number => world.sessionStorage?.entries.size ?? 0

describe('a reloaded page', () => {
  it('goes on with the flow, and asks the vault at once', async () => {
    const { world, connect, heard } = await reloaded()
    expect(connect.store.getState()).toEqual({ status: 'waiting', provider: 'google' })
    expect(world.windows).toEqual([])
    expect(world.locked).toEqual([`alter:${session}`])
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard).toMatchObject({ successes: [[work]], exits: [], errors: [] })
    expect(world.upkeep).toEqual(NOTHING)
    expect(world.locked).toEqual([])
  })

  it('takes a message of the popup for a hint: the vault settles', async () => {
    const { world, heard } = await reloaded()
    const asked = world.requests.length
    await world.post(success, { source: {} })
    expect(heard.successes).toEqual([])
    expect(world.requests.length).toBeGreaterThan(asked)
    await world.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
  })

  it.each([
    ['another origin', success, { source: {}, origin: 'https://evil.example' }],
    ['another session', { ...success, session: idOf(2) }, { source: {} }],
  ])('ignores a message of %s', async (_, data, from) => {
    const { world, heard } = await reloaded()
    const asked = world.requests.length
    await world.post(data, from)
    expect(world.requests).toHaveLength(asked)
    expect(heard.successes).toEqual([])
  })

  it('does not give up while the user has not been away', async () => {
    const { world, heard } = await reloaded()
    await world.answer({ status: 'authorizing' })
    await world.advance(60_000)
    expect(heard.exits).toEqual([])
  })

  it('gives up, uncertainly, once the user comes back without a result', async () => {
    const { world, heard } = await reloaded()
    world.blur()
    await world.advance(1000)
    await world.focus()
    await world.answer({ status: 'authorizing' })
    await world.advance(2500)
    expect(heard.exits).toMatchObject([{ reason: 'closed', certain: false }])
  })

  it('does not tell again what the page before has told', async () => {
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

  it('opens a fresh window on the same session with a second click', async () => {
    const { world, connect, heard } = await reloaded()
    await connect.open({ ...google, onSuccess: () => {} })
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
    expect(world.openWindows).toEqual([])
  })

  it('replaces the flow with one for another provider, in a window of its own', async () => {
    const { world, connect, heard } = await reloaded()
    void connect.connect({ provider: 'slack', token: tokenOf(2) })
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'replaced', certain: true }])
    expect(world.windows).toHaveLength(1)
    expect(world.window.urls.at(-1)).toBe(`${PAGE}#session=${tokenOf(2)}`)
    expect(world.requests.find(({ url }) => url.endsWith('cancel'))?.init.body).toBe(tokenOf(1))
  })

  it('cancels the session with close()', async () => {
    const { world, connect, heard } = await reloaded()
    connect.close()
    await settled()
    expect(heard.exits).toMatchObject([{ reason: 'cancelled', certain: true }])
    expect(world.paths).toContain('cancel')
    expect(world.upkeep).toEqual(NOTHING)
  })

  it('may be reloaded again', async () => {
    const { world } = await reloaded()
    const { world: third, connect, heard } = goOn(await world.reload())
    await third.advance(10)
    expect(connect.isOpen()).toBe(true)
    await third.answer({ status: 'completed', grants: [work] })
    expect(heard.successes).toEqual([[work]])
  })
})

describe('what a page keeps', () => {
  it('is written when it is hidden, and removed when it is shown: a popup inherits nothing', async () => {
    const { world, connect } = await opened(google)
    expect(kept(world)).toBe(0)
    await world.hide()
    expect(kept(world)).toBe(1)
    await world.hide(false)
    expect(kept(world)).toBe(0)
    connect.destroy()
  })

  it('is nothing once the flow has ended', async () => {
    const { world } = await opened(google)
    await world.post(success)
    await world.leave()
    expect(kept(world)).toBe(0)
  })

  it('is removed when the flow ends while the page is hidden, or the next page would tell it again', async () => {
    const { world } = await opened(google)
    await world.hide()
    await world.post(success)
    expect(kept(world)).toBe(0)
  })

  it('is of no use before there is a session', async () => {
    const { world } = await opened({ token: () => new Promise(() => {}) })
    const { world: next, connect } = goOn(await world.reload())
    await next.advance(1000)
    expect(connect.store.getState()).toEqual({ status: 'idle' })
    expect(next.upkeep).toEqual(NOTHING)
    expect(kept(next)).toBe(0)
  })

  it('breaks nothing where it is not allowed', async () => {
    const { world, heard } = await opened(google)
    world.sessionStorage = undefined
    await world.hide()
    await world.hide(false)
    await world.post(success)
    expect(heard.successes).toEqual([[work]])
  })
})

describe('a duplicated tab', () => {
  it('does nothing while the first one lives', async () => {
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

  it('of two that are left, one goes on', async () => {
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
