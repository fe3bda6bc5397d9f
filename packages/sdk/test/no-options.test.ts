import { alterRoutes, App, GrantNotFoundError, problemResponse, withUser } from '@alter/sdk'
import { alterRoutes as expressRoutes } from '@alter/sdk/express'
import { alterRoutes as fastifyRoutes } from '@alter/sdk/fastify'
import { alterRoutes as honoRoutes } from '@alter/sdk/hono'
import { alterRoutes as nextRoutes } from '@alter/sdk/next'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { API_KEY, problem, rejection, startFakeVault } from './fake-vault.ts'

const fetch = vi.fn<(request: Request) => Promise<Response>>()
const app = new App({ apiKey: API_KEY, fetch })
const missing = new GrantNotFoundError('none', { provider: 'google' })

/** Calls as a program in JavaScript makes them: the types are taken off. */
function call(run: Exclude<keyof App, 'keys'> | ((...given: never[]) => unknown), ...given: unknown[]) {
  return Reflect.apply(typeof run === 'string' ? Object(app)[run] : run, app, given)
}

/** Each with a value in place of its options, and how the message says to write it. */
const CALLS: [string, string, (options: unknown) => unknown][] = [
  ['new App', 'new App({ apiKey })', (options) => Reflect.construct(App, [options])],
  ['request', 'provider', (options) => call('request', 'GET', 'https://api.test/', options)],
  ['createConnectSession', 'allowedProviders', (options) => call('createConnectSession', options)],
  [
    'createConnectSessionForError',
    'error, {',
    (options) => call('createConnectSessionForError', missing, options),
  ],
  ['connect', 'providers', (options) => call('connect', options)],
  ['listGrants', 'listGrants({', (options) => call('listGrants', options)],
  ['grants', 'grants({', (options) => Object(call('grants', options)).next()],
  ['revokeGrant', 'revokeGrant(grantId, {', (options) => call('revokeGrant', 'g1', options)],
  ['setDefaultGrant', 'setDefaultGrant(grantId, {', (options) => call('setDefaultGrant', 'g1', options)],
  ['listProviders', 'listProviders({', (options) => call('listProviders', options)],
  ['keys.create', 'keys.create({ name', (options) => call(app.keys.create, options)],
  ['keys.list', 'keys.list({', (options) => call(app.keys.list, options)],
  ['keys.deprecate', 'keys.deprecate(keyId', (options) => call(app.keys.deprecate, 'k1', options)],
  ['keys.revoke', 'keys.revoke(keyId', (options) => call(app.keys.revoke, 'k1', options)],
  ['alterRoutes', 'app, origins, userToken', (options) => call(alterRoutes, options)],
  ['alterRoutes of Express', 'app, origins, userToken', (options) => call(expressRoutes, options)],
  ['alterRoutes of Fastify', 'app, origins, userToken', (options) => call(fastifyRoutes, options)],
  ['alterRoutes of Hono', 'app, origins, userToken', (options) => call(honoRoutes, options)],
  ['alterRoutes of Next', 'app, origins, userToken', (options) => call(nextRoutes, options)],
]

describe('14.5: options of the wrong type are refused before anything is sent', () => {
  test.each(CALLS.flatMap(([name, fix, run]) => [null, 'x', 7].map((given) => ({ name, given, fix, run }))))(
    '$name with $given',
    async ({ given, fix, run }) => {
      const error = await rejection((async () => run(given))())
      expect(error).toBeInstanceOf(TypeError)
      expect(error).toMatchObject({
        message: expect.stringMatching(/^options are (missing|not an object): write /),
      })
      expect(error).toMatchObject({ message: expect.stringContaining(fix) })
      expect(fetch).not.toHaveBeenCalled()
    },
  )

  test.each([
    [
      'request',
      () => call('request', 'GET', 'https://api.test/'),
      /^options are missing: write request\('GET', url, \{ provider/,
    ],
    ['keys.create', () => call(app.keys.create), /^options are missing: write keys\.create/],
    ['alterRoutes', () => call(alterRoutes), /^options are missing: write alterRoutes\(\{ app/],
    ['createConnectSessionForError', () => call('createConnectSessionForError'), /^error is missing/],
    ['withUser without what to run', () => call(withUser, 'eyJ.ada'), /^run is missing/],
  ])('%s with nothing', async (_, run, message) => {
    const error = await rejection((async () => run())())
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: expect.stringMatching(message) })
  })

  test('problemResponse is handed anything as a callback', () => {
    const silent = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => silent.mockRestore())
    for (const given of [null, 'x', 7])
      expect(call(problemResponse, missing, given)).toMatchObject({ status: 404 })
  })
})

describe('14.5: a call outside withUser names it', () => {
  test('where the app has no getter, and the vault asks for a user', async () => {
    const vault = await startFakeVault(() => problem('user_token_required', { detail: 'Send the header.' }))
    const error = await rejection(
      new App({ apiKey: API_KEY, baseUrl: vault.url }).request('GET', 'https://api.test/', {
        provider: 'google',
      }),
    )
    expect(error).toMatchObject({
      code: 'user_token_required',
      detail: expect.stringContaining('withUser(userToken'),
    })
  })

  test('where the getter of the app answers nothing', async () => {
    const lonely = new App({ apiKey: API_KEY, fetch, userTokenGetter: () => undefined })
    for (const run of [
      () => lonely.request('GET', 'https://api.test/', { provider: 'google' }),
      () => lonely.listGrants(),
      () => lonely.revokeGrant('g1'),
      () => lonely.createConnectSession(),
    ]) {
      expect(await rejection(run())).toMatchObject({ detail: expect.stringContaining('withUser(userToken') })
    }
  })
})
