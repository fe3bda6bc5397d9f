import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { approve, startLocalProvider, type LocalProvider } from '@alter/provider'
import {
  alterRoutes,
  AmbiguousGrantError,
  App,
  AuthenticationError,
  CredentialRevokedError,
  currentUserToken,
  GrantNotFoundError,
  GrantRevokedError,
  HostNotAllowedError,
  InvalidRequestError,
  isAlterError,
  problemResponse,
  ProviderApiError,
  ReAuthRequiredError,
  ScopeReauthRequiredError,
  withUser,
  type ConnectSession,
} from '@alter/sdk'
import { createVault, type ProviderConfig, type Vault } from '@alter/vault'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API_KEY, rejection } from './fake-vault.ts'
import { listen } from './listen.ts'

const ORIGIN = 'https://app.test'
const WORK = 'ada@work.example'
const HOME = 'ada@home.example'
const CALENDAR_SCOPE = 'https://www.googleapis.com/auth/calendar.readonly'

// The vault is reached over a socket, as by an app that runs elsewhere.
let folder: string
let provider: LocalProvider
let vault: Vault
let vaultUrl: string
const server = createServer(
  getRequestListener((request) => vault.fetch(request, { ip: '127.0.0.1' }), {
    overrideGlobalObjects: false,
  }),
)

const startVault = (google: ProviderConfig = {}): Promise<Vault> =>
  createVault({
    public_url: vaultUrl,
    data_dir: join(folder, 'data'),
    master_key: Buffer.alloc(32, 7).toString('base64'),
    allow_private_network: true,
    log: 'silent',
    apps: [
      {
        id: 'daybreak',
        name: 'Daybreak',
        api_key: API_KEY,
        origins: [ORIGIN],
        identity: { issuer: provider.identity.issuer, audience: provider.identity.clientId },
        providers: {
          google: {
            issuer: provider.google.issuer,
            client_id: provider.google.clientId,
            client_secret: provider.google.clientSecret,
            api_hosts: [new URL(provider.google.api).host],
            scopes: ['openid', 'email', 'profile', CALENDAR_SCOPE],
            ...google,
          },
        },
      },
    ],
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alter-sdk-'))
  vaultUrl = `http://localhost:${await listen(server)}`
  const callback = { redirect_uris: [`${vaultUrl}/sdk/oauth/callback/google`] }
  provider = await startLocalProvider({ clients: { identity: callback, google: callback, github: callback } })
  vault = await startVault()
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await vault.close()
  await provider.close()
  await rm(folder, { recursive: true })
})

const backend = () => new App({ apiKey: API_KEY, baseUrl: vaultUrl, userTokenGetter: currentUserToken })

const events = () => `${provider.google.api}/calendar/v3/calendars/{id}/events`
const primary = { provider: 'google', pathParams: { id: 'primary' } }

/** A user of their own for each test. */
let users = 0
const signIn = (): Promise<string> => {
  users += 1
  return provider.userToken({ sub: `user-${users}`, email: `user-${users}@app.test` })
}

/** What the popup and the user in it do. */
const connect = async ({ sessionToken, sessionId }: ConnectSession, account: string): Promise<void> => {
  const page = `${vaultUrl}/sdk/oauth/connect/session`
  const headers = { 'content-type': 'application/json' }
  const bearer = { ...headers, authorization: `Bearer ${sessionToken}` }
  const started = await fetch(`${page}/start`, { method: 'POST', headers: bearer, body: '{}' })
  const cookie = started.headers.get('set-cookie')?.split(';')[0] ?? ''
  const authorized = await fetch(`${page}/authorize`, {
    method: 'POST',
    headers: { ...headers, cookie },
    body: JSON.stringify({ session_id: sessionId, provider: 'google', welcomed: true }),
  })
  const { authorization_url: url }: { authorization_url: string } = JSON.parse(await authorized.text())
  const callback = await approve(url, { account })
  const outcome = await fetch(callback, { headers: { cookie }, redirect: 'manual' })
  expect(outcome.status).toBe(303)
}

const connectAccounts = async (app: App, userToken: string, ...accounts: string[]): Promise<void> => {
  for (const account of accounts) {
    await connect(await app.createConnectSession({ allowedProviders: ['google'], userToken }), account)
  }
}

describe('the walkthrough, with the real vault and a real provider', () => {
  test('not connected: GrantNotFoundError, and the session that repairs it', async () => {
    const app = backend()
    await withUser(await signIn(), async () => {
      const error = await rejection(app.request('GET', events(), primary))
      expect(error).toBeInstanceOf(GrantNotFoundError)
      const session = await app.createConnectSessionForError(error, { allowedOrigin: ORIGIN })
      expect(session.connectUrl).toBe(`${vaultUrl}/sdk/oauth/connect#session=${session.sessionToken}`)
      await connect(session, WORK)
      const response = await app.request('GET', events(), { ...primary, reason: 'the morning page' })
      expect(await response.json()).toMatchObject({ kind: 'calendar#events', summary: WORK })
    })
  })

  test('two accounts: AmbiguousGrantError names them, account or a default picks one', async () => {
    const app = backend()
    const userToken = await signIn()
    await withUser(userToken, async () => {
      await connectAccounts(app, userToken, WORK, HOME)
      const error = await rejection(app.request('GET', events(), primary))
      if (!isAlterError(error, 'ambiguous_grant')) throw error
      expect(error).toBeInstanceOf(AmbiguousGrantError)
      expect(error.accounts.map(({ accountIdentifier }) => accountIdentifier).sort()).toEqual([HOME, WORK])
      expect(await problemResponse(error).json()).toMatchObject({
        code: 'ambiguous_grant',
        provider: 'google',
      })

      const picked = await app.request('GET', events(), { ...primary, account: HOME })
      expect(await picked.json()).toMatchObject({ summary: HOME })

      const work = error.accounts.find(({ accountIdentifier }) => accountIdentifier === WORK)
      const preferred = await app.setDefaultGrant(work?.grantId ?? '')
      expect(preferred).toMatchObject({ isDefault: true, accountIdentifier: WORK })
      expect(await (await app.request('GET', events(), primary)).json()).toMatchObject({ summary: WORK })
    })
  })

  test("the user's grants are theirs alone", async () => {
    const app = backend()
    const [ada, grace] = [await signIn(), await signIn()]
    await connectAccounts(app, ada, WORK, HOME)
    const mine = []
    for await (const grant of app.grants({ userToken: ada, limit: 1 })) mine.push(grant)
    expect(mine.map(({ accountIdentifier }) => accountIdentifier).sort()).toEqual([HOME, WORK])
    expect(mine[0]).toMatchObject({
      provider: 'google',
      providerName: 'Google',
      status: 'active',
      missingScopes: [],
    })

    expect(await app.listGrants({ userToken: grace })).toMatchObject({ grants: [], total: 0 })
    const grantId = mine[0]?.grantId ?? ''
    const errors = await Promise.all(
      [
        app.request('GET', events(), { grantId, pathParams: primary.pathParams, userToken: grace }),
        app.revokeGrant(grantId, { userToken: grace }),
        app.setDefaultGrant(grantId, { userToken: grace }),
      ].map(rejection),
    )
    for (const error of errors) expect(error).toBeInstanceOf(GrantNotFoundError)
  })

  test('revoked: GrantRevokedError, and the session that brings the same grant back', async () => {
    const app = backend()
    const userToken = await signIn()
    await withUser(userToken, async () => {
      await connectAccounts(app, userToken, WORK)
      const [grant] = (await app.listGrants({ provider: 'google' })).grants
      const grantId = grant?.grantId ?? ''
      const revocation = await app.revokeGrant(grantId, { reason: 'user asked' })
      expect(revocation.grantId).toBe(grantId)
      expect(Date.parse(revocation.revokedAt)).not.toBeNaN()

      const error = await rejection(app.request('GET', events(), { grantId, pathParams: primary.pathParams }))
      expect(error).toBeInstanceOf(GrantRevokedError)
      expect(error).toBeInstanceOf(ReAuthRequiredError)
      expect(error).toMatchObject({ grantId })

      await connect(await app.createConnectSessionForError(error), WORK)
      const response = await app.request('GET', events(), { grantId, pathParams: primary.pathParams })
      expect(await response.json()).toMatchObject({ summary: WORK })
    })
  })

  test('revoked at the provider: CredentialRevokedError', async () => {
    const app = backend()
    const userToken = await signIn()
    await withUser(userToken, async () => {
      await connectAccounts(app, userToken, 'grace@navy.example')
      await provider.google.revokeAll('grace@navy.example')
      const error = await rejection(app.request('GET', events(), primary))
      expect(error).toBeInstanceOf(CredentialRevokedError)
      await connect(await app.createConnectSessionForError(error), 'grace@navy.example')
      expect((await app.request('GET', events(), primary)).status).toBe(200)
    })
  })

  test('a scope that the app requires since: ScopeReauthRequiredError', async () => {
    const app = backend()
    const userToken = await signIn()
    await vault.close()
    vault = await startVault({ scopes: ['openid', 'email'] })
    await withUser(userToken, async () => {
      await connectAccounts(app, userToken, WORK)
      await vault.close()
      vault = await startVault({ required_scopes: [CALENDAR_SCOPE], strict_scopes: true })
      const error = await rejection(app.request('GET', events(), primary))
      if (!isAlterError(error, 'scope_reauth_required')) throw error
      expect(error).toBeInstanceOf(ScopeReauthRequiredError)
      expect(error.missingScopes).toEqual([CALENDAR_SCOPE])
      await connect(await app.createConnectSessionForError(error), WORK)
      expect((await app.request('GET', events(), primary)).status).toBe(200)
    })
  })

  test("the provider's own refusal is ProviderApiError, or an answer like any other", async () => {
    const app = backend()
    const userToken = await signIn()
    await connectAccounts(app, userToken, WORK)
    const url = `${provider.google.api}/calendar/v3/nothing`
    const error = await rejection(app.request('GET', url, { provider: 'google', userToken }))
    expect(error).toBeInstanceOf(ProviderApiError)
    expect(error).toMatchObject({ status: 404, provider: 'google', requestId: expect.any(String) })
    const response = await app.request('GET', url, { provider: 'google', userToken, throwOnError: false })
    expect(response.status).toBe(404)
  })

  test('a host that is not on the list gets no token: HostNotAllowedError', async () => {
    const app = backend()
    const userToken = await signIn()
    await connectAccounts(app, userToken, WORK)
    const error = await rejection(
      app.request('GET', 'https://evil.example/', { provider: 'google', userToken }),
    )
    expect(error).toBeInstanceOf(HostNotAllowedError)
    expect(error).toMatchObject({ host: 'evil.example' })
  })

  test('a wrong key, a user of another issuer, an unknown provider and a strange origin are each named', async () => {
    const userToken = await signIn()
    const other = new App({ apiKey: 'alter_key_app_of_somebody_else', baseUrl: vaultUrl })
    const wrongKey = await rejection(other.listGrants({ userToken }))
    expect(wrongKey).toBeInstanceOf(AuthenticationError)
    expect(wrongKey).toMatchObject({ code: 'invalid_api_key' })

    const app = backend()
    const stranger = await provider.userToken({ sub: 'x', issuer: 'https://elsewhere.test' })
    const wrongUser = await rejection(app.listGrants({ userToken: stranger }))
    expect(wrongUser).toMatchObject({ name: 'AuthenticationError', code: 'invalid_user_token' })

    const unknown = await rejection(app.createConnectSession({ userToken, allowedProviders: ['gogle'] }))
    expect(unknown).toBeInstanceOf(InvalidRequestError)
    expect(unknown).toMatchObject({ code: 'unknown_provider', message: expect.stringContaining('gogle') })

    const path = await rejection(app.createConnectSession({ userToken, allowedOrigin: `${ORIGIN}/x` }))
    expect(path).toMatchObject({ code: 'invalid_request', field: 'allowed_origin' })
  })

  test('the ready-made routes serve the widget and the settings page', async () => {
    const app = backend()
    const userToken = await signIn()
    const handle = alterRoutes({ app, origins: [ORIGIN], userToken: () => userToken })
    const ask = async (method: string, path: string, body?: object): Promise<Response> =>
      handle(
        new Request(`${ORIGIN}/api/alter/${path}`, {
          method,
          headers: { origin: ORIGIN, 'content-type': 'application/json' },
          body: body === undefined ? null : JSON.stringify(body),
        }),
      )
    const minted = await ask('POST', 'session', { provider: 'google' })
    expect(minted.status).toBe(201)
    const session: { session_token: string; session_id: string } = JSON.parse(await minted.text())
    await connect(
      { sessionToken: session.session_token, sessionId: session.session_id, connectUrl: '', expiresIn: 0 },
      HOME,
    )

    expect(await (await ask('GET', 'providers')).json()).toMatchObject({
      providers: [{ id: 'google', name: 'Google', logo_url: expect.stringContaining('/logo.svg') }],
    })
    const { connections }: { connections: { grant_id: string; account_identifier: string }[] } = JSON.parse(
      await (await ask('GET', 'connections')).text(),
    )
    expect(connections).toMatchObject([{ account_identifier: HOME, is_default: false, last_used_at: null }])
    const id = connections[0]?.grant_id ?? ''
    expect(await (await ask('PUT', `connections/${id}/default`)).json()).toMatchObject({ is_default: true })
    expect(await (await ask('DELETE', `connections/${id}`)).json()).toMatchObject({ grant_id: id })
    const error = await rejection(app.request('GET', events(), { ...primary, userToken }))
    expect(error).toMatchObject({ code: expect.stringMatching(/^grant_(revoked|not_found)$/) })
  })

  test('in one process with the vault, without a network between them', async () => {
    const app = new App({ apiKey: API_KEY, fetch: (request) => vault.fetch(request) })
    const userToken = await signIn()
    await connectAccounts(app, userToken, WORK)
    const response = await app.request('GET', events(), { ...primary, userToken })
    expect(await response.json()).toMatchObject({ summary: WORK })
  })
})
