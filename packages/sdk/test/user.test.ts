import { setImmediate } from 'node:timers/promises'
import { HEADER } from '@alter/protocol'
import { Agent, App, AuthenticationError, currentUserToken, withUser } from '@alter/sdk'
import { describe, expect, test } from 'vitest'
import { API_KEY, rejection, startFakeVault, upstream } from './fake-vault.ts'

const url = 'https://api.test/events'
function ok() {
  return upstream('ok')
}

test('the user of the getter is sent with every request, and it may be asynchronous', async () => {
  const vault = await startFakeVault(ok)
  const users = ['eyJ.ada', 'eyJ.grace']
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: async () => users.shift() })
  await app.request('GET', url, { provider: 'google' })
  await app.request('GET', url, { provider: 'google' })
  expect(vault.asked.map(({ headers }) => headers.get(HEADER.userToken))).toEqual(['eyJ.ada', 'eyJ.grace'])
})

describe('an anonymous caller never becomes the app', () => {
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['empty', ''],
  ])('a getter that answers %s throws before any request', async (_, answer) => {
    const vault = await startFakeVault(ok)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => answer })
    const errors = await Promise.all(
      [
        app.request('GET', url, { provider: 'google' }),
        app.request('GET', url, { grantId: 'g1' }),
        app.listGrants(),
        app.revokeGrant('g1'),
        app.setDefaultGrant('g1'),
        app.createConnectSession(),
      ].map(rejection),
    )
    for (const error of errors) {
      expect(error).toBeInstanceOf(AuthenticationError)
      expect(error).toMatchObject({ code: 'user_token_required' })
    }
    expect(vault.asked).toEqual([])
  })

  test('a userToken that is passed but undefined does not fall back to anything', async () => {
    const vault = await startFakeVault(ok)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => 'eyJ.ada' })
    const options = Object.assign({ grantId: 'g1' }, { userToken: undefined })
    const error = await rejection(Reflect.apply(app.request.bind(app), app, ['GET', url, options]))
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(vault.asked).toEqual([])
  })

  test('withUser refuses an empty token', () => {
    expect(() => withUser('', () => 'ran')).toThrow(AuthenticationError)
  })
})

describe('a getter that does not answer', () => {
  const never = new Promise<string>(() => undefined)
  const app = new App({
    apiKey: API_KEY,
    baseUrl: 'http://localhost:1',
    timeout: 20,
    userTokenGetter: () => never,
  })
  const agent = new Agent({
    apiKey: 'alter_key_agent_5f1c2ab94d0e7788',
    baseUrl: 'http://localhost:1',
    timeout: 20,
    userTokenGetter: () => never,
  })

  test.each<[string, (options: { signal?: AbortSignal }) => Promise<unknown>]>([
    ['request', (options) => app.request('GET', url, { ...options, provider: 'google' })],
    ['listGrants', (options) => app.listGrants(options)],
    ['createConnectSession', (options) => app.createConnectSession(options)],
    ['getConnectResult', (options) => app.getConnectResult('s1', options)],
    ['awaitApproval', (options) => app.awaitApproval('ap1', options)],
    ['an agent’s revokeDelegation', (options) => agent.revokeDelegation('g1', options)],
  ])('ends with the timeout or the signal of %s', async (_, call) => {
    expect(await rejection(call({}))).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('userTokenGetter did not answer within 20 ms'),
    })
    const left = new Error('the caller left')
    expect(await rejection(call({ signal: AbortSignal.abort(left) }))).toBe(left)
  })
})

test('the token named with the call comes before the getter', async () => {
  const vault = await startFakeVault(ok)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => 'eyJ.ada' })
  await app.request('GET', url, { provider: 'google', userToken: 'eyJ.grace' })
  expect(vault.asked[0]?.headers.get(HEADER.userToken)).toBe('eyJ.grace')
})

test('without a getter, withUser says whose call it is, through everything it awaits', async () => {
  const vault = await startFakeVault(ok)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  async function call(name: string) {
    await setImmediate()
    return app.request('GET', `${url}/${name}`, { provider: 'google' })
  }
  await Promise.all(['ada', 'grace', 'alan'].map((name) => withUser(`eyJ.${name}`, () => call(name))))
  for (const { headers } of vault.asked) {
    const name = headers.get(HEADER.url)?.split('/').at(-1)
    expect(headers.get(HEADER.userToken)).toBe(`eyJ.${name}`)
  }
  expect(vault.asked).toHaveLength(3)
  expect(currentUserToken()).toBeUndefined()
})

test('without a getter and without withUser no user is sent: an explicit grant id, for a cron job', async () => {
  const vault = await startFakeVault(ok)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  await app.request('GET', url, { grantId: 'g1' })
  expect(vault.asked[0]?.headers.get(HEADER.grant)).toBe('g1')
  expect(vault.asked[0]?.headers.has(HEADER.userToken)).toBe(false)
})

test('a token with characters that a header does not allow is refused without being quoted', async () => {
  const app = new App({ apiKey: API_KEY, userTokenGetter: () => 'Bearer eyJ.s3cret\n' })
  const error = await rejection(app.request('GET', url, { provider: 'google' }))
  expect(error).toMatchObject({ name: 'AuthenticationError', code: 'invalid_user_token' })
  expect(String(error)).not.toContain('s3cret')
})

test.each([
  ['a variable that is not set', 'undefined', /is the text undefined/],
  ['an object put into a text', '[object Promise]', /is the text \[object Promise\]/],
  ['a promise that was not awaited', Promise.resolve('eyJ'), /such as a promise that was not awaited/],
  ['a scheme twice', 'Bearer Bearer eyJ', /without "Bearer" or spaces/],
])('14.4 a user token that is %s is said to be that, and nothing is sent', async (_, userToken, message) => {
  const vault = await startFakeVault(ok)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  const call = Reflect.apply(app.request.bind(app), app, ['GET', url, { provider: 'google', userToken }])
  expect(await rejection(call)).toMatchObject({
    code: 'invalid_user_token',
    message: expect.stringMatching(message),
  })
  expect(vault.asked).toEqual([])
})
