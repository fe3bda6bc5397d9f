import { expect, test } from 'vitest'
import { createConnect } from '@alter/connect'
import { defineConnectButton } from '../src/element/element.ts'
import { connectionOf } from './connection.ts'
import { settled, tokenOf, VAULT, World } from './world.ts'

// Loaded before the hand-driven clock needs them.
await import('../src/flow/with-session.ts')

test('the result of a full-page flow is announced by the first button of its target', async () => {
  const before = new World()
  const connect = createConnect({ baseURL: VAULT, platform: before })
  void connect.connect({ provider: 'google', token: tokenOf(1), mode: 'redirect' })
  await settled()
  const world = await before.reload()

  const heard: [target: EventTarget | null, detail: unknown][] = []
  document.body.addEventListener('alter-success', ({ target, detail }) => heard.push([target, detail]))
  defineConnectButton({ platform: world, baseURL: VAULT })
  await settled()
  expect(world.sessionStorage?.entries.size).toBe(1)
  document.body.innerHTML =
    '<alter-connect-button provider="slack"></alter-connect-button>' +
    '<alter-connect-button provider="google"></alter-connect-button>'.repeat(2)
  await world.advance(300)
  const work = connectionOf('work@example.com')
  await world.answer({ status: 'completed', grants: [work] })
  const [, google] = document.querySelectorAll('alter-connect-button')
  expect(heard).toEqual([[google, { connections: [work], late: false }]])
  expect(google?.value).toBe(work.grant_id)
})
