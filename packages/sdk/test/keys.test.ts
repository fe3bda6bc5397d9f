import { approve } from '@alter/provider'
import { App, AuthenticationError, InsufficientScopeError } from '@alter/sdk'
import { expect } from 'vitest'
import { sdkTest } from './fixtures.ts'
import { rejection } from './fake-vault.ts'
import { openPage, WORK } from './system.ts'

const test = sdkTest.extend('appWith', ({ system }) => {
  return (apiKey: string): App => {
    return new App({ apiKey, baseUrl: system.vaultUrl })
  }
})

test('an app makes a key, uses it, replaces it and ends it', async ({ app, appWith }) => {
  const made = await app.keys.create({
    name: 'worker',
    scopes: ['connect', 'secrets:write'],
    ranges: ['127.0.0.1'],
    expiresIn: 3600,
  })
  expect(made).toMatchObject({
    apiKey: expect.stringMatching(/^alter_key_app_[\w-]{43}$/),
    lastFour: made.apiKey.slice(-4),
    scopes: ['connect', 'secrets:write'],
    ranges: ['127.0.0.1'],
    status: 'active',
    lastUsedAt: null,
  })
  const worker = appWith(made.apiKey)
  expect((await worker.listProviders()).map(({ id }) => id)).toEqual(['google'])
  expect(await app.keys.deprecate(made.keyId)).toMatchObject({ status: 'deprecated' })
  const { apiKey: _, ...listed } = made
  const found = (await worker.keys.list()).filter(({ keyId }) => keyId === made.keyId)
  expect(found).toMatchObject([{ ...listed, status: 'deprecated' }])
  expect(await worker.keys.revoke(made.keyId)).toMatchObject({ status: 'revoked' })
  expect(await rejection(worker.listProviders())).toBeInstanceOf(AuthenticationError)
})

test('a key that may not do something says so, and cannot give itself more', async ({ app, appWith }) => {
  const { apiKey } = await app.keys.create({ name: 'maker', scopes: ['secrets:write'] })
  const maker = appWith(apiKey)
  const refused = await rejection(maker.listProviders())
  expect(refused).toBeInstanceOf(InsufficientScopeError)
  expect(refused).toMatchObject({ code: 'insufficient_scope', status: 403 })
  const wider = maker.keys.create({ name: 'wider', scopes: ['request'] })
  expect(await rejection(wider)).toBeInstanceOf(InsufficientScopeError)
  expect(await rejection(maker.keys.revoke('..'))).toMatchObject({ message: 'keyId is not an id.' })
})

test('connect() in a terminal works with a key that needs a user', async ({ system, app, appWith }) => {
  const { apiKey } = await app.keys.create({ name: 'user', userTokenRequired: true })
  const userToken = await system.signIn()
  const user = appWith(apiKey)
  expect(await rejection(user.listProviders())).toMatchObject({ code: 'user_token_required' })
  let written = ''
  const connected = user.connect({
    userToken,
    providers: ['google'],
    open: false,
    output: { write: (text: string) => (written += text) },
  })
  await expect.poll(() => written).toMatch(/#session=/)
  const [, sessionToken = '', sessionId = ''] = /#session=(alter_cs_([^_\s]+)_\S+)/.exec(written) ?? []
  const { url, cookie } = await openPage(system, { sessionToken, sessionId })
  await fetch(await approve(url, { account: WORK }), { headers: { cookie }, redirect: 'manual' })
  expect(await connected).toMatchObject([{ accountIdentifier: WORK }])
})
