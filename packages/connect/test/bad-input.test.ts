import { describe, expect, test, vi } from 'vitest'
import { createConnect, type LaunchOptions, type Platform } from '@alter/connect'
import { widget } from './setup.ts'
import { connectionOf } from './connection.ts'
import { idOf, NOTHING, settled, TestFrame, tokenOf, VAULT, World } from './world.ts'

function onSuccess(): void {}
const open: LaunchOptions = { token: tokenOf(1), onSuccess }

/** As the list has them: how, the code, and what the message says. */
const ROWS: [string, string, RegExp, () => Promise<unknown>][] = [
  ['without a token', 'invalid_options', /token/, () => widget().connect.open({ onSuccess })],
  [
    'with a token that is not ours',
    'invalid_options',
    /token/,
    () => widget().connect.open({ ...open, token: 'sess_abc123' }),
  ],
  [
    'with a baseURL that is no URL',
    'invalid_oauth_url',
    /url/,
    () => widget().connect.open({ ...open, baseURL: 'vault' }),
  ],
  [
    'before the document exists',
    'unsupported_environment',
    /call in a page/,
    () => {
      const world: Platform = Object.assign(new World(), { document: undefined })
      return createConnect({ baseURL: VAULT, platform: world }).open(open)
    },
  ],
  [
    'on a server',
    'unsupported_environment',
    /call in a page/,
    () => createConnect({ baseURL: VAULT }).open(open),
  ],
  [
    'inside a sandboxed iframe without popups',
    'popup_blocked',
    /allow-popups/,
    () => {
      const { world, connect } = widget()
      Object.assign(world, { self: new TestFrame(new TestFrame()), blocked: true })
      return connect.connect(open)
    },
  ],
]

describe('what bad input gets: open()', () => {
  test.each(ROWS)('%s is a coded error, %s, that says what to do', async (_, code, message, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'ConnectError',
      code,
      message: expect.stringMatching(message),
    })
  })
})

test('a handler that throws does not break the flow, and is reported with reportError', async () => {
  const bug = new Error('bug in the app')
  function fault(): never {
    throw bug
  }
  const { world, connect } = widget()
  for (const name of ['event', 'success', 'close']) connect.on(name, fault)
  connect.store.subscribe(fault)
  const heard = vi.fn()
  connect.on('success', heard)
  const outcome = connect.connect({ token: tokenOf(1), onEvent: fault, onSuccess: fault })
  await settled()
  const work = connectionOf('work@example.com')
  await world.post({ type: 'alter_connect_success', grants: [work], session: idOf(1) })
  await expect(outcome).resolves.toEqual([work])
  expect(heard).toHaveBeenCalledOnce()
  expect(new Set(world.reported)).toEqual(new Set([bug]))
  expect(world.upkeep).toEqual(NOTHING)
})
