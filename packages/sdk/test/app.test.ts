import { HEADER, type CreateSessionRequest, type GrantPage, type PolicyRule } from '@alter/protocol'
import {
  App,
  AuthenticationError,
  GrantNotFoundError,
  NetworkError,
  ScopeReauthRequiredError,
} from '@alter/sdk'
import { describe, expect, test } from 'vitest'
import { API_KEY, grant, json, problem, rejection, startFakeVault } from './fake-vault.ts'

function minted() {
  return json(
    {
      session_token: 'alter_cs_1_secret',
      connect_url: 'http://vault.test/sdk/oauth/connect#session=alter_cs_1_secret',
      expires_in: 600,
      session_id: '1',
    },
    201,
  )
}

const OFFICE_NETWORK: PolicyRule = { type: 'ip_allowlist', ranges: ['192.0.2.0/24'] }

function pageOf(ids: string[], total: number, offset: number): GrantPage {
  return {
    grants: ids.map((id) => grant(id)),
    total,
    limit: 2,
    offset,
  }
}

describe('createConnectSession', () => {
  test('sends the wire names and answers in camelCase', async () => {
    const vault = await startFakeVault(minted)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const session = await app.createConnectSession({
      allowedProviders: ['google'],
      allowedOrigin: 'https://app.test',
      requiredScopes: { google: ['calendar'] },
      accountHint: 'ada@work.example',
      grantPolicy: { maxTtlSeconds: 60, rules: [OFFICE_NETWORK] },
      userToken: 'eyJ.user',
    })
    expect(session).toEqual({
      sessionToken: 'alter_cs_1_secret',
      connectUrl: 'http://vault.test/sdk/oauth/connect#session=alter_cs_1_secret',
      expiresIn: 600,
      sessionId: '1',
    })
    const [asked] = vault.asked
    expect(asked).toMatchObject({ method: 'POST', path: '/sdk/oauth/connect/session' })
    expect(asked?.headers.get(HEADER.apiKey)).toBe(API_KEY)
    expect(asked?.headers.get('content-type')).toBe('application/json')
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      user_token: 'eyJ.user',
      allowed_providers: ['google'],
      allowed_origin: 'https://app.test',
      required_scopes: { google: ['calendar'] },
      account_hint: 'ada@work.example',
      grant_policy: { max_ttl_seconds: 60, rules: [OFFICE_NETWORK] },
    } satisfies CreateSessionRequest)
  })

  test('without a user it throws before any request, unless the app itself is spelled out', async () => {
    const vault = await startFakeVault(minted)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.createConnectSession())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({
      code: 'user_token_required',
      message: expect.stringContaining("principal: 'app'"),
    })
    expect(vault.asked).toEqual([])
    await app.createConnectSession({ principal: 'app' })
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toEqual({ principal: 'app' })
  })

  test("a session for the app does not ask the user's getter", async () => {
    const vault = await startFakeVault(minted)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => undefined })
    await app.createConnectSession({ principal: 'app' })
    expect(vault.asked).toHaveLength(1)
  })

  test.each([
    '{"session_token":"alter_cs_1_secret"',
    // Short enough for a parser to quote it whole.
    'alter_cs_1_secret',
  ])('an answer that is no vault is a NetworkError that says so, without quoting it: %s', async (body) => {
    const vault = await startFakeVault(() => new Response(body, { status: 200 }))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.createConnectSession({ userToken: 'eyJ.user' }))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ message: expect.stringContaining('check baseUrl') })
    expect(String(error instanceof Error && error.cause)).not.toContain('secret')
  })

  test('an answer with a field of another type is a NetworkError that names the field', async () => {
    const vault = await startFakeVault(() => json({ session_token: 7 }))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.createConnectSession({ userToken: 'eyJ.user' }))
    expect(error).toMatchObject({
      code: 'network_error',
      cause: { message: expect.stringContaining('session_token') },
    })
  })
})

describe('createConnectSessionForError', () => {
  test.each([
    ['grant_not_found', { provider: 'google' }, { allowed_providers: ['google'] }],
    ['grant_revoked', { grant_id: 'g1' }, { grant_id: 'g1' }],
    ['credential_revoked', { grant_id: 'g1' }, { grant_id: 'g1' }],
    ['grant_expired', { provider: 'google' }, { allowed_providers: ['google'] }],
    ['scope_reauth_required', { grant_id: 'g1', missing_scopes: ['calendar'] }, { grant_id: 'g1' }],
    [
      'no_delegated_grant',
      { provider: 'google', agent: { agent_id: 'a1', name: 'scout', display_name: 'Scout' } },
      { allowed_providers: ['google'], agent: 'a1' },
    ],
    ['no_delegated_grant', { provider: 'google' }, { allowed_providers: ['google'] }],
  ] as const)('%s is repaired by the session that connects again', async (code, details, wanted) => {
    const vault = await startFakeVault(() => problem(code, details as object), minted)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.request('GET', 'https://api.test/', { grantId: 'g1' }))
    await app.createConnectSessionForError(error, {
      userToken: 'eyJ.user',
      allowedOrigin: 'https://app.test',
    })
    expect(JSON.parse(vault.asked[1]?.body ?? '')).toEqual({
      user_token: 'eyJ.user',
      allowed_origin: 'https://app.test',
      ...wanted,
    })
  })

  test('what is passed beside the error wins', async () => {
    const vault = await startFakeVault(minted)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = new ScopeReauthRequiredError('…', { missingScopes: ['calendar'], grantId: 'g1' })
    await app.createConnectSessionForError(error, { userToken: 'eyJ.user', grantId: 'g2' })
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({ grant_id: 'g2' })
  })

  test.each([
    ['an error that connecting cannot repair', new AuthenticationError('invalid_api_key', '…')],
    ['a missing grant of an unknown provider', new GrantNotFoundError('…')],
    ['an error of somebody else', new RangeError('…')],
  ])('%s is thrown again', async (_, error) => {
    const vault = await startFakeVault(minted)
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const again = await rejection(app.createConnectSessionForError(error, { userToken: 'eyJ.user' }))
    expect(again).toBe(error)
    expect(vault.asked).toEqual([])
  })
})

describe('grants', () => {
  test('listGrants answers one page of the calling user', async () => {
    const vault = await startFakeVault(() => json(pageOf(['g1', 'g2'], 3, 0)))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => 'eyJ.user' })
    const page = await app.listGrants({ provider: 'google', limit: 2, offset: 0 })
    expect(page).toMatchObject({ total: 3, limit: 2, offset: 0 })
    expect(page.grants[0]).toEqual({
      grantId: 'g1',
      provider: 'google',
      providerName: 'Google',
      logoUrl: 'http://vault.test/sdk/providers/google/logo.svg',
      accountIdentifier: 'g1@example.com',
      scopes: ['openid'],
      missingScopes: [],
      status: 'active',
      isDefault: false,
      createdAt: '2026-11-22T10:00:00Z',
      lastUsedAt: null,
    })
    expect(vault.asked[0]).toMatchObject({
      path: '/sdk/grants',
      query: { provider: 'google', limit: '2', offset: '0' },
    })
    expect(vault.asked[0]?.headers.get(HEADER.userToken)).toBe('eyJ.user')
  })

  test('grants() walks every page and stops at the last', async () => {
    const vault = await startFakeVault(
      () => json(pageOf(['g1', 'g2'], 3, 0)),
      () => json(pageOf(['g3'], 3, 2)),
    )
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const ids: string[] = []
    for await (const { grantId } of app.grants({ userToken: 'eyJ.user', limit: 2 })) ids.push(grantId)
    expect(ids).toEqual(['g1', 'g2', 'g3'])
    expect(vault.asked.map(({ query }) => query.offset)).toEqual(['0', '2'])
  })

  test('B6: listGrants answers the cursor of the page after it, and takes it', async () => {
    const vault = await startFakeVault(
      () => json({ ...pageOf(['g1', 'g2'], 3, 0), next_cursor: 'after-g2' }),
      () => json(pageOf(['g3'], 3, 0)),
    )
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const first = await app.listGrants({ all: true, limit: 2 })
    expect(first.nextCursor).toBe('after-g2')
    const second = await app.listGrants({ all: true, limit: 2, cursor: 'after-g2' })
    expect(second.nextCursor).toBeUndefined()
    expect(vault.asked[1]?.query).toEqual({ all: 'true', limit: '2', cursor: 'after-g2' })
  })

  test('B6: grants() goes by cursor where there is one, whatever the total says', async () => {
    const vault = await startFakeVault(
      () => json({ ...pageOf(['g1', 'g2'], 2, 0), next_cursor: 'after-g2' }),
      () => json(pageOf(['g3'], 2, 0)),
    )
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const ids: string[] = []
    for await (const { grantId } of app.grants({ userToken: 'eyJ.user', limit: 2 })) ids.push(grantId)
    expect(ids).toEqual(['g1', 'g2', 'g3'])
    expect(vault.asked.map(({ query }) => query)).toEqual([
      { limit: '2', offset: '0' },
      { limit: '2', cursor: 'after-g2' },
    ])
  })

  test('grants() ends when a page comes back empty, whatever the total says', async () => {
    const vault = await startFakeVault(
      () => json(pageOf(['g1'], 9, 0)),
      () => json(pageOf([], 9, 1)),
    )
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const found = []
    for await (const one of app.grants({ userToken: 'eyJ.user' })) found.push(one)
    expect(found).toHaveLength(1)
  })

  test('all grants of the app are asked for without a user', async () => {
    const vault = await startFakeVault(() => json(pageOf([], 0, 0)))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => undefined })
    await app.listGrants({ all: true })
    expect(vault.asked[0]?.query).toEqual({ all: 'true' })
    expect(vault.asked[0]?.headers.has(HEADER.userToken)).toBe(false)
  })

  test('12.23: revokeGrant says whether the provider ended it too, and where to', async () => {
    const said = { provider_revocation: 'failed', manage_url: 'https://plain.example/apps' }
    const vault = await startFakeVault(() =>
      json({ grant_id: 'g1', revoked_at: '2026-11-22T10:00:00Z', ...said }),
    )
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    expect(await app.revokeGrant('g1', { userToken: 'eyJ.user' })).toMatchObject({
      providerRevocation: 'failed',
      manageUrl: 'https://plain.example/apps',
    })
  })

  test('revokeGrant sends the reason and answers when it was', async () => {
    const vault = await startFakeVault(() => json({ grant_id: 'g1', revoked_at: '2026-11-22T10:00:00Z' }))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const revocation = await app.revokeGrant('g1', { reason: 'user asked', userToken: 'eyJ.user' })
    expect(revocation).toEqual({ grantId: 'g1', revokedAt: '2026-11-22T10:00:00Z' })
    expect(vault.asked[0]).toMatchObject({
      method: 'POST',
      path: '/sdk/grants/g1/revoke',
      body: '{"reason":"user asked"}',
    })
  })

  test('setDefaultGrant answers the grant', async () => {
    const vault = await startFakeVault(() => json({ ...grant('g1'), is_default: true }))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    const found = await app.setDefaultGrant('g1', { userToken: 'eyJ.user' })
    expect(found.isDefault).toBe(true)
    expect(vault.asked[0]).toMatchObject({ method: 'PUT', path: '/sdk/grants/g1/default' })
  })

  test.each(['', '.', '..'])(
    'a grant id of "%s" is a TypeError: it would be another endpoint',
    async (id) => {
      const vault = await startFakeVault(() => json({}))
      const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
      expect(await rejection(app.revokeGrant(id))).toBeInstanceOf(TypeError)
      expect(vault.asked).toEqual([])
    },
  )

  test('a grant id with a slash stays one path segment', async () => {
    const vault = await startFakeVault(() => problem('grant_not_found'))
    const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
    await rejection(app.setDefaultGrant('../users/1?x'))
    expect(vault.asked[0]?.path).toBe('/sdk/grants/..%2Fusers%2F1%3Fx/default')
  })
})

test.each([7, ['read'], { read: 7 }, { read: '' }])('labels of scopes that are none: %j', async (labels) => {
  const provider = { id: 'shopify', name: 'Shopify', logo_url: 'http://vault.test/s.svg', scopes: ['read'] }
  const answer = { providers: [{ ...provider, fields: [], scope_labels: labels }] }
  const vault = await startFakeVault(() => json(answer))
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  expect(await rejection(app.listProviders())).toMatchObject({
    cause: { message: expect.stringContaining('providers[0].scope_labels') },
  })
})

test("listProviders answers the app's catalog, without a user", async () => {
  const provider = { id: 'shopify', name: 'Shopify', logo_url: 'http://vault.test/s.svg', scopes: ['read'] }
  const field = { name: 'shop', label: 'Shop', pattern: '[a-z]+' }
  const labels = { read: 'see your orders' }
  const listed = [
    { ...provider, fields: [field] },
    { ...provider, fields: [], scope_labels: labels },
  ]
  const vault = await startFakeVault(() => json({ providers: listed }))
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => undefined })
  const shopify = { id: 'shopify', name: 'Shopify', logoUrl: 'http://vault.test/s.svg', scopes: ['read'] }
  expect(await app.listProviders()).toStrictEqual([
    { ...shopify, fields: [field] },
    { ...shopify, fields: [], scopeLabels: labels },
  ])
  expect(vault.asked[0]?.headers.has(HEADER.userToken)).toBe(false)
})
