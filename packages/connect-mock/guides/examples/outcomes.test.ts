import { createConnect } from '@alter/connect'
import { setupAlterMock } from '@alter/connect-mock/node'
import { afterAll, beforeAll, expect, test } from 'vitest'

const mock = setupAlterMock()
beforeAll(() => mock.start())
afterAll(() => mock.stop())

const connect = createConnect({
  session: async ({ provider }) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const response = await fetch('/api/alter/session', { ...init, body: JSON.stringify({ provider }) })
    return response.json()
  },
})

/** What `connect` of `@alter/connect` comes to: the number of connections, or the error's code. */
const outcome = () =>
  connect.connect({ provider: 'google' }).then(
    (connections) => connections.length,
    ({ code }) => code,
  )

test.each([
  ['success', 1],
  ['denied', 'access_denied'],
  ['closed', 0],
  ['blocked', 'popup_blocked'],
  ['expired', 'session_expired'],
  ['coop', 1],
  ['slow', 1],
  ['offline', 'session_failed'],
] as const)('%s', { timeout: 20_000 }, async (scenario, expected) => {
  mock.use(scenario)
  expect(await outcome()).toBe(expected)
})
