import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createConnect, type AlterConnect, type ConnectState } from '@alter/connect'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, settled, tokenOf, VAULT, World } from './world.ts'

// Loaded already, they arrive within a move: what is still loading when a widget is destroyed is the next one's.
await import('../src/flow/with-session.ts')

/** A page of the tab, with what its subscribers received and what its store went through. */
interface Page {
  world: World
  connect: AlterConnect
  outcomes: string[]
  ends: ConnectState[]
}

interface Tab {
  page: Page
  past: Page[]
  minted: number
}

type Move = (tab: Tab) => Promise<void> | void

function visit(world: World): Page {
  const connect = createConnect({ baseURL: VAULT, platform: world })
  const page: Page = { world, connect, outcomes: [], ends: [] }
  connect.on('success', (_, { late }) => {
    if (!late) page.outcomes.push('connected')
  })
  connect.on('error', () => page.outcomes.push('error'))
  connect.on('exit', () => page.outcomes.push('exit'))
  connect.store.subscribe((state) => {
    if (/blocked|connected|error|exit/.test(state.status)) page.ends.push(state)
  })
  return page
}

const call = fc
  .record({
    provider: fc.constantFrom('google', 'slack'),
    mode: fc.constantFrom<'auto' | 'popup' | 'redirect'>('auto', 'popup', 'redirect'),
    whenBlocked: fc.constantFrom<'retry' | 'redirect'>('retry', 'redirect'),
  })
  .map((options): Move => async (tab) => {
    const token = tokenOf((tab.minted += 1))
    await tab.page.connect.open({ ...options, token, onSuccess: () => {} })
    await settled()
  })

const message = fc
  .constantFrom<object>(
    { type: 'alter_connect_hello' },
    { type: 'alter_connect_event', event: 'authorization_started' },
    { type: 'alter_connect_success', grants: [connectionOf('a@example.com')] },
    { type: 'alter_connect_error', error: 'access_denied' },
  )
  .chain((data) => fc.constantFrom<[object, object]>([data, {}], [data, { source: {} }]))
  .map(
    ([data, from]): Move =>
      ({ page, minted }) =>
        page.world.post({ ...data, session: idOf(minted) }, from),
  )

const answer = fc
  .constantFrom<Record<string, unknown>>(
    { status: 'open' },
    { status: 'authorizing', events: [{ event: 'authorization_started' }] },
    { status: 'completed', grants: [connectionOf('a@example.com')] },
    { status: 'failed', error: 'access_denied' },
    { status: 'cancelled' },
    { status: 'expired' },
  )
  .map((body): Move => async ({ page: { world } }) => {
    const [request] = world.pending
    request?.answer(200, body)
    await settled()
  })

const reload = fc.constantFrom('', '?alter_connect_session=').map((search): Move => async (tab) => {
  const world = await tab.page.world.reload()
  if (search) world.location.href = `https://app.example/${search}${idOf(tab.minted)}`
  tab.past.push(tab.page)
  tab.page = visit(world)
  await settled()
})

const user = fc.constantFrom<Move>(
  ({ page: { world } }) => world.hide(),
  ({ page: { world } }) => world.hide(false),
  ({ page: { world } }) => world.blur(),
  ({ page: { world } }) => world.focus(),
  ({ page: { world } }) => world.windows.at(-1)?.close(),
  ({ page: { world } }) => void (world.blocked = !world.blocked),
  ({ page: { world } }) => void (world.small = !world.small),
  ({ page: { connect } }) => connect.close(),
  async ({ page: { world } }) => {
    await world.leave()
    await world.comeBack()
  },
)

const time = fc.constantFrom(0, 200, 300, 2000, 10_000, 60_000).map(
  (wait): Move =>
    ({ page }) =>
      page.world.advance(wait),
)

const moves = fc.array(fc.oneof(call, call, message, message, answer, answer, reload, user, time, time), {
  maxLength: 40,
})

test('over any number of pages of a tab, each flow of a page has one outcome and nothing stays behind', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (run) => {
      const tab: Tab = { page: visit(new World()), past: [], minted: 0 }
      for (const move of run) await move(tab)
      await tab.page.world.hide(false)
      tab.page.connect.destroy()
      await tab.page.world.advance(2000)
      for (const { outcomes, ends } of [...tab.past, tab.page]) {
        // A blocked popup is reported as an error.
        expect(outcomes).toEqual(ends.map(({ status }) => (status === 'blocked' ? 'error' : status)))
      }
      const { world } = tab.page
      expect(world.upkeep).toEqual(NOTHING)
      expect(world.openWindows).toEqual([])
      expect(world.locked).toEqual([])
      expect(world.kept).toEqual([])
      expect(world.reported).toEqual([])
    }),
    { numRuns: 1000 },
  )
})
