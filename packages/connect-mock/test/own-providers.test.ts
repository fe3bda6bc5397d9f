import type { CreateSessionResponse, Grant, ProviderInfo } from '@alter/protocol'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type MockOptions, type PlayedMock, setupAlterMock } from '@alter/connect-mock/node'

const APP = 'http://app.example'

async function start(providers: MockOptions['providers']): Promise<PlayedMock> {
  const mock = setupAlterMock({
    page: 'http://vault.example/sdk/oauth/connect',
    ...(providers && { providers }),
  })
  await mock.start()
  onTestFinished(() => mock.stop())
  return mock
}

async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  const response = await fetch(`${APP}/api/alter/${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: APP },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return response.json()
}

/** Connects an account as the Connect page and the provider's page do. */
async function connect(
  { vault }: PlayedMock,
  provider: string,
  account: string,
  fields: Record<string, string> = {},
): Promise<Grant[]> {
  const { session_token } = await ask<CreateSessionResponse>('POST', 'session', { provider })
  const proof = { token: session_token, browser: 'ours' }
  vault.start(proof)
  const { authorization_url } = vault.authorize(proof, provider, fields)
  vault.decide(new URL(authorization_url).searchParams.get('state') ?? '', { account })
  return (await ask<{ connections: Grant[] }>('GET', 'connections')).connections
}

const ACME = { name: 'Acme', scopes: ['orders.read'], scopeLabels: { 'orders.read': 'see your orders' } }

describe('14.11 providers of a test or demo', () => {
  test('are listed after Google and GitHub, with a logo', async () => {
    await start({ acme: ACME, plain: {} })
    const { providers } = await ask<{ providers: ProviderInfo[] }>('GET', 'providers')
    expect(providers.map(({ id, name }) => [id, name])).toEqual([
      ['google', 'Google'],
      ['github', 'GitHub'],
      ['acme', 'Acme'],
      ['plain', 'Plain'],
    ])
    expect(providers[2]).toMatchObject({
      scopes: ['orders.read'],
      scope_labels: { 'orders.read': 'see your orders' },
      fields: [],
    })
    const logo = await fetch(providers[2]?.logo_url ?? '')
    expect(logo.headers.get('content-type')).toBe('image/svg+xml')
    expect(await logo.text()).toMatch(/^<svg/)
  })

  test('connect like any other, and forget nothing when the scenario changes', async () => {
    const mock = await start({ acme: ACME })
    mock.use('two-accounts')
    expect(await connect(mock, 'acme', 'ada@home.example')).toMatchObject([
      { provider: 'google' },
      { provider: 'google' },
      {
        provider: 'acme',
        provider_name: 'Acme',
        account_display_name: 'Ada King',
        missing_scopes: [],
        scopes: ['openid', 'email', 'profile', 'orders.read'],
      },
    ])
    expect(mock.vault.grantFor({ provider: 'acme' })).toMatchObject({
      account_identifier: 'ada@home.example',
    })
  })

  test('one called google takes the place of ours', async () => {
    const mock = await start({
      google: { name: 'Google Workspace', scopes: ['gmail'], accounts: ['me@corp.example'] },
    })
    const { providers } = await ask<{ providers: ProviderInfo[] }>('GET', 'providers')
    expect(providers.map(({ name }) => name)).toEqual(['Google Workspace', 'GitHub'])
    expect(await connect(mock, 'google', 'me@corp.example')).toMatchObject([
      { provider_name: 'Google Workspace', account_identifier: 'me@corp.example' },
    ])
  })

  test('fields are asked for as by the vault', async () => {
    const shop = { name: 'shop', label: 'the name of the shop', placeholder: 'my-shop', pattern: '[a-z-]+' }
    const mock = await start({ shopify: { name: 'Shopify', fields: [shop] } })
    for (const fields of [{}, { shop: '' }, { shop: 'My Shop' }]) {
      await expect(connect(mock, 'shopify', 'shop@work.example', fields)).rejects.toThrow(
        'shop: missing or not valid. Shopify needs: the name of the shop, such as my-shop.',
      )
    }
    expect(await connect(mock, 'shopify', 'shop@work.example', { shop: 'ours' })).toHaveLength(1)
  })

  test('an unknown one lists the existing ones', async () => {
    await start({ acme: ACME })
    expect(await ask('POST', 'session', { provider: 'acne' })).toMatchObject({
      code: 'unknown_provider',
      detail: expect.stringContaining('the mock plays google, github, acme'),
    })
  })

  test('a mock without them has no agents', async () => {
    await start(undefined)
    expect(await ask('POST', 'session', { provider: 'acme' })).toMatchObject({ code: 'unknown_provider' })
  })

  test.each<[string, MockOptions['providers'], string]>([
    ['an id that no config takes', { 'Acme Inc': {} }, 'providers.Acme Inc: an id has'],
    ['a logo that is none', { acme: { logo: '/acme.svg' } }, 'providers.acme.logo: give the text of an SVG'],
    ['no accounts', { acme: { accounts: [] } }, 'providers.acme.accounts: give at least one'],
    [
      'a field that the played user cannot answer',
      { acme: { fields: [{ name: 'shop', label: 'shop', pattern: '\\d+' }] } },
      'providers.acme.fields[0]: give a placeholder',
    ],
    [
      'an option that is not there',
      { acme: Object({ scope_labels: {} }) },
      'providers.acme.scope_labels: there is no such option; there are name, scopes',
    ],
  ])('%s is a mistake that names the place', (_what, providers, message) => {
    expect(() => setupAlterMock({ ...(providers && { providers }) })).toThrow(message)
  })
})

test('14.11 in a played window the user answers its fields with the placeholder', async () => {
  const shop = { name: 'shop', label: 'the name of the shop', placeholder: 'my-shop', pattern: '[a-z-]+' }
  const opener = Object.assign(new EventTarget(), { open: (): unknown => null, MessageEvent })
  Reflect.set(globalThis, 'window', opener)
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'window'))
  const mock = await start({ acme: { ...ACME, fields: [shop] } })
  const minted = await ask<CreateSessionResponse>('POST', 'session', { provider: 'acme' })
  const opened = Object(opener.open())
  opened.location.replace(minted.connect_url)
  opened.postMessage({}, '*')
  const proof = { token: minted.session_token }
  await expect.poll(async () => (await mock.vault.result(proof, 1000)).status).toBe('completed')
})
