import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlterConnect, ConnectState, LaunchOptions } from '@alter/connect'
import { widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, settled, tokenOf, type World } from './world.ts'

const MINUTE = 60_000

/** One call, and every outcome it received. */
interface Call {
  abort: AbortController
  outcomes: string[]
  /** One, and one more for each retry. */
  expected: number
}

interface Scene {
  world: World
  connect: AlterConnect
  calls: Call[]
  /** Settles tokens that are on their way. */
  tokens: ((give: boolean) => void)[]
  minted: number
  late: number
}

type Move = (scene: Scene) => Promise<void> | void

const provider = fc.constantFrom(undefined, 'google', 'slack')

/** What a handler of the app may do to the widget that calls it. */
const reaction = fc.constantFrom<'nothing' | 'throw' | 'close' | 'abort'>(
  'nothing',
  'nothing',
  'throw',
  'close',
  'abort',
)

const call = fc
  .record({
    provider,
    method: fc.constantFrom<'open' | 'connect'>('open', 'connect'),
    token: fc.constantFrom<'string' | 'function' | 'later'>('string', 'function', 'later'),
    reaction,
  })
  .map(({ provider: name, method, token, reaction: react }): Move => async (scene) => {
    const { connect, calls, tokens } = scene
    const abort = new AbortController()
    const made: Call = { abort, outcomes: [], expected: 1 }
    function respond(): void {
      if (react === 'throw') throw new Error('bug in the app')
      if (react === 'close') connect.close()
      if (react === 'abort') abort.abort()
    }
    function later(): Promise<string> {
      const session = tokenOf((scene.minted += 1))
      return new Promise((resolve, reject) => {
        tokens.push((give) => (give ? resolve(session) : reject(new Error('401'))))
      })
    }
    function outcome(received: string): void {
      made.outcomes.push(received)
      respond()
    }
    const options: LaunchOptions = {
      ...(name && { provider: name }),
      token:
        token === 'later'
          ? later
          : token === 'function'
            ? () => tokenOf((scene.minted += 1))
            : tokenOf((scene.minted += 1)),
      signal: abort.signal,
      onSuccess: () => outcome('success'),
      onError: ({ code }) => outcome(code),
      onExit: ({ certain }) => outcome(certain ? 'exit' : 'perhaps'),
      onEvent: respond,
    }
    calls.push(made)
    if (method === 'open') await connect.open(options)
    else connect.connect(options).catch(() => {})
    await settled()
  })

const session = fc.constantFrom('current', 'other').map(
  (whose) =>
    (scene: Scene): string =>
      idOf(whose === 'current' ? scene.minted : scene.minted + 7),
)
const forgery = fc.constantFrom({}, {}, {}, { origin: 'https://evil.example' }, { source: {} })
const page = fc
  .tuple(
    fc.constantFrom<object>(
      { type: 'alter_connect_hello' },
      { type: 'alter_connect_event', event: 'page_loaded' },
      { type: 'alter_connect_event', event: 'authorization_started' },
      { type: 'alter_connect_event', event: 'authorization_completed' },
      { type: 'alter_connect_success', grants: [connectionOf('a@example.com')] },
      { type: 'alter_connect_success', grants: [{}] },
      { type: 'alter_connect_error', error: 'access_denied', error_description: '' },
      { type: 'alter_connect_error' },
    ),
    session,
    forgery,
  )
  .map(
    ([data, whose, from]): Move =>
      (scene) =>
        scene.world.post({ ...data, session: whose(scene) }, from),
  )

const vault = fc
  .constantFrom<Record<string, unknown>>(
    { status: 'open' },
    { status: 'authorizing', events: [{ event: 'authorization_started' }] },
    { status: 'open', events: [{ event: 'authorization_started' }, { event: 'authorization_completed' }] },
    { status: 'completed', grants: [connectionOf('a@example.com')] },
    { status: 'completed' },
    { status: 'failed', error: 'access_denied' },
    { status: 'cancelled' },
    { status: 'expired', error: 'session_expired' },
    { status: 42 },
  )
  .map((body): Move => async ({ world }) => {
    const [request] = world.pending
    request?.answer(200, body)
    await settled()
  })

const trouble = fc.constantFrom<Move>(
  ({ world }) => void (world.offline = !world.offline),
  async ({ world }) => {
    for (const request of world.pending) request.fail()
    await settled()
  },
  async ({ world }) => {
    const [request] = world.pending
    request?.answer(502, 'Bad gateway')
    await settled()
  },
)

const user = fc.constantFrom<Move>(
  ({ world }) => world.windows.at(-1)?.close(),
  async ({ world }) => {
    world.windows.at(-1)?.close()
    await world.focus()
  },
  ({ world }) => world.blur(),
  ({ world }) => world.focus(),
  ({ world }) => world.wake(),
)

const app = fc.constantFrom<Move>(
  ({ connect }) => connect.close(),
  ({ calls }) => calls.at(-1)?.abort.abort(),
  ({ calls }) => calls[0]?.abort.abort(),
  ({ world }) => void (world.blocked = !world.blocked),
  ({ tokens }) => tokens.shift()?.(true),
  ({ tokens }) => tokens.shift()?.(false),
  async ({ connect, calls }) => {
    const state = connect.store.getState()
    const last = calls.at(-1)
    if (state.status !== 'blocked' || !last || last.abort.signal.aborted) return
    last.expected += 1
    state.retry()
    await settled()
  },
)

const time = fc.constantFrom(1, 50, 200, 300, 1000, 2000, 30_000, MINUTE).map(
  (wait): Move =>
    ({ world }) =>
      world.advance(wait),
)

const moves = fc.array(fc.oneof(call, call, page, page, page, vault, trouble, user, user, app, time, time), {
  maxLength: 40,
})

const ENDS: Record<string, Move> = {
  destroyed: ({ connect }) => connect.destroy(),
  /** Nothing but time: the user shuts the windows, and the vault is never heard of again. */
  forgotten: async ({ world, tokens }) => {
    for (const settle of tokens) settle(false)
    world.offline = true
    for (const request of world.pending) request.fail()
    for (const window of world.windows) window.close()
    await world.focus()
    await world.advance(90 * MINUTE)
  },
}

test.each(Object.entries(ENDS))(
  'whatever happens, each call has exactly one outcome and nothing stays behind: %s',
  async (_, end) => {
    await fc.assert(
      fc.asyncProperty(moves, async (run) => {
        const { world, connect } = widget()
        const scene: Scene = { world, connect, calls: [], tokens: [], minted: 0, late: 0 }
        const states: ConnectState[] = []
        connect.store.subscribe((state) => states.push(state))
        connect.on('success', (_connections, { late }) => {
          if (late) scene.late += 1
        })
        for (const move of run) await move(scene)
        await end(scene)
        await settled()
        for (const { outcomes, expected } of scene.calls) expect(outcomes).toHaveLength(expected)
        expect(scene.late).toBeLessThanOrEqual(
          states.filter((state) => state.status === 'exit' && !state.certain).length,
        )
        expect(world.upkeep).toEqual(NOTHING)
        expect(world.openWindows).toEqual([])
        expect(['idle', 'blocked', 'connected', 'error', 'exit']).toContain(connect.store.getState().status)
      }),
      { numRuns: 1000 },
    )
  },
  60_000,
)
