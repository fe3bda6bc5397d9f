import { expect, test } from 'vitest'
import type { EventName } from '@alter/connect'
import { listener, opened, widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, settled, tokenOf } from './world.ts'

const session = idOf(1)
const work = connectionOf('work@example.com')

test('the whole funnel is reported, in its order, with time, session and provider', async () => {
  const { world, heard } = await opened({ provider: 'google' })
  for (const event of [
    'page_loaded',
    'provider_selected',
    'authorization_started',
    'authorization_completed',
  ] as const) {
    await world.advance(1000)
    await world.post({ type: 'alter_connect_event', event, provider: 'google', session })
  }
  await world.post({ type: 'alter_connect_success', grants: [work], session })
  expect(heard.events).toEqual([
    {
      name: 'connect_opened',
      metadata: { timestamp: '2026-11-22T10:00:00.000Z', session_id: undefined, provider: 'google' },
    },
    ...['page_loaded', 'provider_selected', 'authorization_started', 'authorization_completed'].map(
      (name, step) => ({
        name,
        metadata: {
          timestamp: `2026-11-22T10:00:1${step + 1}.000Z`,
          session_id: session,
          provider: 'google',
        },
      }),
    ),
  ])
})

test.each<[EventName, (flow: Awaited<ReturnType<typeof opened>>) => Promise<void>]>([
  [
    'detached',
    async ({ world }) => {
      world.window.closed = true
      await world.advance(500)
    },
  ],
  ['exit', async ({ world }) => world.answer({ status: 'cancelled' })],
  ['error', async ({ world }) => world.answer({ status: 'failed', error: 'access_denied' })],
])('%s is reported once, with the session', async (name, end) => {
  const flow = await opened()
  await end(flow)
  expect(flow.heard.events.filter((event) => event.name === name)).toEqual([
    { name, metadata: expect.objectContaining({ session_id: session, timestamp: expect.any(String) }) },
  ])
  flow.connect.destroy()
})

test('blocked is reported without a session, because there is none', async () => {
  const { world, connect } = widget()
  const { heard, callbacks } = listener()
  world.blocked = true
  await connect.open({ token: tokenOf(1), ...callbacks })
  expect(heard.events).toEqual([{ name: 'blocked', metadata: { timestamp: '2026-11-22T10:00:00.000Z' } }])
})

test('a full-page flow tells the steps of both its pages', async () => {
  const { world, connect } = widget()
  const { heard, callbacks } = listener()
  await connect.open({ token: tokenOf(1), mode: 'redirect', ...callbacks })
  await settled()
  expect(heard.events.map(({ name }) => name)).toEqual(['connect_opened'])
  await world.leave()
  await world.comeBack()
  await world.answer({
    status: 'completed',
    grants: [work],
    events: [{ event: 'page_loaded', timestamp: '2026-11-22T10:00:00.000Z' }],
  })
  expect(heard.events.map(({ name }) => name)).toEqual(['connect_opened', 'page_loaded'])
  expect(JSON.stringify(heard.events)).not.toContain('alter_cs_')
})
