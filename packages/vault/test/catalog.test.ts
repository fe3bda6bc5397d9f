import { createHmac } from 'node:crypto'
import { type AuthorizeResponse, type CatalogId, type GrantPage, HEADER } from '@alter/protocol'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { AppConfig, ProviderConfig } from '@alter/vault'
import { catalog } from '../src/providers/catalog/catalog.ts'
import { fillProvider, learnValues } from '../src/providers/fill.ts'
import { resolveProvider } from '../src/providers/provider.ts'
import { vaultTest } from './fixtures.ts'
import { clientAuthenticationOf, provesPkce } from './plain-server.ts'
import { shapes } from './provider-shapes.ts'
import { Browser, json, problem } from './system.ts'

const ids = [...catalog.keys()]

test('every provider of the design is there, and each has its shapes', () => {
  const named =
    'google microsoft github gitlab slack notion linear atlassian salesforce hubspot dropbox box zoom discord spotify figma asana airtable stripe shopify'
  expect(ids).toEqual(named.split(' '))
  expect(Object.keys(shapes)).toEqual(ids)
})

/** The keys that a type has by name: those that an editor completes. */
type NamedKeys<Type> = keyof { [Key in keyof Type as string extends Key ? never : Key]: true }

test('14.6 the type CatalogId is the catalog, and a configuration completes its ids', () => {
  const known: Record<CatalogId, true> = {
    airtable: true,
    asana: true,
    atlassian: true,
    box: true,
    discord: true,
    dropbox: true,
    figma: true,
    github: true,
    gitlab: true,
    google: true,
    hubspot: true,
    linear: true,
    microsoft: true,
    notion: true,
    salesforce: true,
    shopify: true,
    slack: true,
    spotify: true,
    stripe: true,
    zoom: true,
  }
  expect(Object.keys(known)).toEqual(ids.toSorted())
  expectTypeOf<NamedKeys<AppConfig['providers']>>().toEqualTypeOf<CatalogId>()
  // A provider of the operator's own is none of the catalog.
  const own: AppConfig['providers'] = { google: {}, acme: {} }
  expect(Object.keys(own)).toEqual(['google', 'acme'])
})

test('every provider is asked with PKCE, except Slack', () => {
  expect(ids.filter((id) => !entryOf(id).entry.pkce)).toEqual(['slack'])
})

function entryOf(id: string) {
  const entry = catalog.get(id)
  const shape = shapes[id]
  if (!entry || !shape) throw new Error(`no ${id}`)
  return { entry, shape }
}

describe.each(ids)('%s: its entry', (id) => {
  const { entry, shape } = entryOf(id)
  const provider = resolveProvider(id, { client_id: 'x', client_secret: 'y' }, {})
  if ('message' in provider) throw new Error(provider.message)
  const filled = fillProvider(provider, { ...shape.fields, ...learnValues(entry, shape.token) })

  test('endpoints are https and complete', () => {
    const { authorization_endpoint, token_endpoint } = entry.endpoints
    if (entry.issuer === undefined || !entry.openid) {
      expect(authorization_endpoint).toBeDefined()
      expect(token_endpoint).toBeDefined()
    }
    for (const endpoint of Object.values(filled)) {
      if (typeof endpoint !== 'string' || !endpoint.includes('://')) continue
      const url = new URL(endpoint)
      expect(url.protocol).toBe('https:')
      expect(url.hash + url.search + url.username).toBe('')
      expect(endpoint).not.toMatch(/[{}]/)
    }
  })

  test('hosts are hosts: no wildcard, and none left open without its value', () => {
    expect(filled.api_hosts).toHaveLength(entry.api_hosts.length)
    for (const host of filled.api_hosts) {
      expect(host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      expect(new URL(`https://${host}`).host).toBe(host)
    }
    for (const host of fillProvider(provider, {}).api_hosts) expect(host).not.toMatch(/[{}*]/)
  })

  test('its fields cannot lead to another host', () => {
    for (const { pattern, placeholder } of entry.fields) {
      const whole = new RegExp(`^(?:${pattern})$`, 'u')
      expect(placeholder).toMatch(whole)
      for (const bad of [
        '',
        'a.b',
        'a/b',
        'a@b',
        'a:1',
        'a#',
        'a?',
        'a\\',
        '-a',
        'a b',
        'A',
        'ä',
        'a%2e',
        'a\n',
      ]) {
        expect(bad, bad).not.toMatch(whole)
      }
    }
  })

  test('what it learns from a response is a host of its own', () => {
    for (const { from } of Object.values(entry.learned)) {
      for (const bad of [
        'https://evil.example',
        'https://evil.example/.salesforce.com',
        'http://x.salesforce.com',
        'https://evilsalesforce.com',
        'https://x.salesforce.com@evil.example',
        7,
        null,
      ]) {
        expect(learnValues(entry, { [from]: bad })).toEqual({})
      }
    }
  })
})

/** A vault of which every provider of the catalog lives at one server. */
const atVault = vaultTest(({ plainServer }) => {
  const providers: Record<string, ProviderConfig> = {}
  for (const id of ids) {
    const { entry } = entryOf(id)
    const { userinfo_endpoint, revocation_endpoint, refresh_endpoint } = entry.endpoints
    function at(path: string) {
      return `${plainServer.origin}/${id}/${path}`
    }
    function has(there: unknown, setting: string, path: string) {
      return there ? { [setting]: at(path) } : {}
    }
    providers[id] = {
      client_id: `client-of-${id}`,
      client_secret: `secret-of-${id}`,
      scopes: id === 'notion' ? [] : ['one', 'two'],
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      openid: false,
      ...has(userinfo_endpoint ?? entry.issuer, 'userinfo_endpoint', 'account'),
      ...has(revocation_endpoint, 'revocation_endpoint', 'revoke'),
      ...has(refresh_endpoint, 'refresh_endpoint', 'refresh'),
      api_hosts: [plainServer.host],
    }
  }
  return { app: { providers }, vault: { allow_private_network: true } }
})

describe('a whole life at', () => {
  atVault.for(ids)('%s', async (id, { plainServer, system, backend }) => {
    const { entry, shape } = entryOf(id)
    function path(name: string): string {
      return `/${id}/${name}`
    }
    plainServer.answers = {
      [path('token')]: ({ form }) => ({
        body: form.get('grant_type') === 'refresh_token' ? shape.refreshed : shape.token,
      }),
      [path('refresh')]: () => ({ body: shape.refreshed }),
      [path('account')]: () => ({ body: shape.document }),
      [path('revoke')]: () => ({ body: {} }),
      [path('api')]: ({ headers }) => ({
        status: JSON.stringify(headers).includes('the-access-token') && shape.refreshed ? 401 : 200,
        body: {},
      }),
    }

    // Connect.
    const { session_id, session_token } = await backend.mint({ allowed_providers: [id] })
    const browser = new Browser(system)
    const { providers } = await browser.start(session_token)
    expect(providers[0]?.fields.map(({ name }) => name)).toEqual(Object.keys(shape.fields ?? {}))
    const answer = await browser.page('authorize', {
      session_id,
      provider: id,
      ...(shape.fields && { fields: shape.fields }),
    })
    const authorization = new URL((await json<AuthorizeResponse>(answer)).authorization_url)
    const asked = authorization.searchParams
    expect(asked.get('response_type')).toBe('code')
    expect(asked.get('code_challenge_method')).toBe(entry.pkce ? 'S256' : null)
    expect(asked.get('client_id')).toBe(`client-of-${id}`)
    const scopes = [...entry.identity_scopes, ...(id === 'notion' ? [] : ['one', 'two'])]
    expect(asked.get(entry.scope_parameter) ?? '').toBe(scopes.join(entry.scope_separator))
    for (const [name, value] of Object.entries(entry.authorization_parameters)) {
      expect(asked.get(name)).toBe(value)
    }
    const state = encodeURIComponent(asked.get('state') ?? '')
    const parameters = `code=the-code${shape.callback ?? ''}&state=${state}`
    const hmac = createHmac('sha256', `secret-of-${id}`).update(parameters).digest('hex')
    const signature = entry.callback_signature ? `&hmac=${hmac}` : ''
    await browser.send(`/sdk/oauth/callback/${id}?${parameters}${signature}`)
    const exchange = plainServer.last(path('token'))
    expect(exchange.form.get('code')).toBe('the-code')
    expect(exchange.headers).toMatchObject(entry.oauth_request.headers)
    expect(exchange.headers['content-type']).toContain(entry.oauth_request.type)
    expect(Object.fromEntries(exchange.form)).toMatchObject(entry.exchange_parameters)
    expect(exchange.form.get('redirect_uri')).toBe(asked.get('redirect_uri'))
    expect(clientAuthenticationOf(exchange)).toBe(entry.client_authentication)
    if (entry.client_authentication === 'client_secret_basic') {
      const credentials = Buffer.from(`client-of-${id}:secret-of-${id}`).toString('base64')
      expect(exchange.headers.authorization).toBe(`Basic ${credentials}`)
    }
    expect(provesPkce(authorization, exchange)).toBe(entry.pkce)
    expect(exchange.form.has('code_verifier')).toBe(entry.pkce)
    expect(await browser.outcome(session_id)).toMatchObject({
      status: 'completed',
      grants: [{ provider: id, account_identifier: shape.account.identifier }],
    })
    const { id: account_id, identifier, displayName, email } = shape.account
    expect(
      await system.database(
        'select account_id, account_identifier, account_display_name, account_email from grants where provider = ?',
        id,
      ),
    ).toEqual([
      { account_id, account_identifier: identifier, account_display_name: displayName, account_email: email },
    ])

    // Use, with a refresh where there is one.
    const used = await backend.call(`${plainServer.origin}${path('api')}`, { [HEADER.provider]: id })
    expect(used.status).toBe(200)
    const token = shape.refreshed ? 'the-second-token' : 'the-access-token'
    const { header, scheme } = entry.credential
    expect(plainServer.last(path('api')).headers[header]).toBe(scheme === null ? token : `${scheme} ${token}`)
    if (header !== 'authorization')
      expect(plainServer.last(path('api')).headers).not.toHaveProperty('authorization')
    if (shape.refreshed) {
      const refresh = plainServer.last(path(entry.endpoints.refresh_endpoint ? 'refresh' : 'token'))
      expect(refresh.form.get('grant_type')).toBe('refresh_token')
      expect(refresh.form.get('refresh_token')).toBe('the-refresh-token')
      expect(clientAuthenticationOf(refresh)).toBe(entry.client_authentication)
    }

    // Revoke.
    const { grants } = await json<GrantPage>(await backend.ask(`/sdk/grants?provider=${id}`))
    const grantId = grants[0]?.grant_id ?? ''
    await json(await backend.ask(`/sdk/grants/${grantId}/revoke`, 'POST'))
    const revocations = plainServer.requests.filter((request) => request.path === path('revoke'))
    expect(revocations).toHaveLength(entry.endpoints.revocation_endpoint ? 1 : 0)
    for (const { body, headers } of revocations) {
      const names = {
        rfc7009: 'token',
        rfc7009_access_token: token,
        own_token: token,
        github: token,
        stripe: 'acct_1032D82eZvKYlo2C',
      }
      expect(body + JSON.stringify(headers)).toContain(names[entry.revocation])
    }
    for (const { path: line } of plainServer.requests) expect(line).not.toContain('token-')
  })

  atVault('a shop that leads elsewhere is refused before anybody is asked', async ({ system, backend }) => {
    const { session_id, session_token } = await backend.mint({ allowed_providers: ['shopify'] })
    const browser = new Browser(system)
    await browser.start(session_token)
    for (const shop of ['evil.example/', 'a.b', 'evil#', '']) {
      const answer = await browser.page('authorize', { session_id, provider: 'shopify', fields: { shop } })
      expect(await problem(answer)).toMatchObject({ code: 'invalid_request', field: 'shop' })
    }
  })
})

test('a shop’s token goes to that shop only', async () => {
  const shopify = resolveProvider('shopify', { client_id: 'x', client_secret: 'y' }, {})
  if ('message' in shopify) throw new Error(shopify.message)
  expect(fillProvider(shopify, {}).api_hosts).toEqual([])
  expect(fillProvider(shopify, { shop: 'one' })).toMatchObject({
    api_hosts: ['one.myshopify.com'],
    token_endpoint: 'https://one.myshopify.com/admin/oauth/access_token',
  })
})
