import type { PolicyRule } from '@alter/protocol'
import {
  alterRoutes,
  AmbiguousGrantError,
  App,
  AuthenticationError,
  CredentialRevokedError,
  currentUserToken,
  GrantExpiredError,
  GrantNotFoundError,
  GrantRevokedError,
  HostNotAllowedError,
  InvalidRequestError,
  isAlterError,
  problemResponse,
  PolicyViolationError,
  ProviderApiError,
  ReAuthRequiredError,
  ScopeReauthRequiredError,
  withUser,
} from '@alter/sdk'
import { describe, expect } from 'vitest'
import { sdkTest } from './fixtures.ts'
import { API_KEY, rejection } from './fake-vault.ts'
import { CALENDAR_SCOPE, connect, connectAccounts, HOME, ORIGIN, WORK } from './system.ts'

const test = sdkTest
  .extend('backend', ({ system }) => {
    return () => {
      return new App({ apiKey: API_KEY, baseUrl: system.vaultUrl, userTokenGetter: currentUserToken })
    }
  })
  .extend('events', ({ system }) => {
    return () => {
      return `${system.provider.google.api}/calendar/v3/calendars/{id}/events`
    }
  })

const primary = { provider: 'google', pathParams: { id: 'primary' } }

describe('the walkthrough, with the real vault and a real provider', () => {
  test('not connected: GrantNotFoundError, and the session that repairs it', async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    await withUser(await system.signIn(), async () => {
      const error = await rejection(app.request('GET', events(), primary))
      expect(error).toBeInstanceOf(GrantNotFoundError)
      const session = await app.createConnectSessionForError(error, { allowedOrigin: ORIGIN })
      expect(session.connectUrl).toBe(`${system.vaultUrl}/sdk/oauth/connect#session=${session.sessionToken}`)
      await connect(system, session, { account: WORK })
      const response = await app.request('GET', events(), { ...primary, reason: 'the morning page' })
      expect(await response.json()).toMatchObject({ kind: 'calendar#events', summary: WORK })
    })
  })

  test('two accounts: AmbiguousGrantError names them, account or a default picks one', async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    const userToken = await system.signIn()
    await withUser(userToken, async () => {
      await connectAccounts(system, { app, userToken }, WORK, HOME)
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

  test("the user's grants are theirs alone", async ({ system, backend, events }) => {
    const app = backend()
    const [ada, grace] = [await system.signIn(), await system.signIn()]
    await connectAccounts(system, { app, userToken: ada }, WORK, HOME)
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

  test('revoked: GrantRevokedError, and the session that brings the same grant back', async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    const userToken = await system.signIn()
    await withUser(userToken, async () => {
      await connectAccounts(system, { app, userToken }, WORK)
      const [grant] = (await app.listGrants({ provider: 'google' })).grants
      const grantId = grant?.grantId ?? ''
      const revocation = await app.revokeGrant(grantId, { reason: 'user asked' })
      expect(revocation.grantId).toBe(grantId)
      expect(Date.parse(revocation.revokedAt)).not.toBeNaN()

      const error = await rejection(app.request('GET', events(), { grantId, pathParams: primary.pathParams }))
      expect(error).toBeInstanceOf(GrantRevokedError)
      expect(error).toBeInstanceOf(ReAuthRequiredError)
      expect(error).toMatchObject({ grantId })

      await connect(system, await app.createConnectSessionForError(error), { account: WORK })
      const response = await app.request('GET', events(), { grantId, pathParams: primary.pathParams })
      expect(await response.json()).toMatchObject({ summary: WORK })
    })
  })

  test('revoked at the provider: CredentialRevokedError', async ({ system, backend, events }) => {
    const app = backend()
    const userToken = await system.signIn()
    await withUser(userToken, async () => {
      await connectAccounts(system, { app, userToken }, 'grace@navy.example')
      await system.provider.google.revokeAll('grace@navy.example')
      const error = await rejection(app.request('GET', events(), primary))
      expect(error).toBeInstanceOf(CredentialRevokedError)
      await connect(system, await app.createConnectSessionForError(error), { account: 'grace@navy.example' })
      expect((await app.request('GET', events(), primary)).status).toBe(200)
    })
  })

  test("the grant's time is over: GrantExpiredError, and the session that renews it", async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    await withUser(await system.signIn(), async () => {
      const session = await app.createConnectSession({ grantPolicy: { maxTtlSeconds: 60 } })
      await connect(system, session, { account: WORK })
      expect((await app.request('GET', events(), primary)).status).toBe(200)
      system.pass(61)
      const error = await rejection(app.request('GET', events(), primary))
      expect(error).toBeInstanceOf(GrantExpiredError)
      await connect(system, await app.createConnectSessionForError(error), { account: WORK })
      expect((await app.request('GET', events(), primary)).status).toBe(200)
    })
  })

  test('a rule of the grant says no: PolicyViolationError, with the reason', async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    await withUser(await system.signIn(), async () => {
      const rules: PolicyRule[] = [{ type: 'ip_allowlist', name: 'office', ranges: ['192.0.2.0/24'] }]
      const session = await app.createConnectSession({ grantPolicy: { rules } })
      await connect(system, session, { account: WORK })
      const error = await rejection(app.request('GET', events(), primary))
      expect(error).toBeInstanceOf(PolicyViolationError)
      expect(error).toMatchObject({ policyError: { policy: 'office', type: 'ip_allowlist' } })
    })
  })

  test('a scope that the app requires since: ScopeReauthRequiredError', async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    const userToken = await system.signIn()
    await system.restart({ scopes: ['openid', 'email'] })
    await withUser(userToken, async () => {
      await connectAccounts(system, { app, userToken }, WORK)
      await system.restart({ required_scopes: [CALENDAR_SCOPE], strict_scopes: true })
      const error = await rejection(app.request('GET', events(), primary))
      if (!isAlterError(error, 'scope_reauth_required')) throw error
      expect(error).toBeInstanceOf(ScopeReauthRequiredError)
      expect(error.missingScopes).toEqual([CALENDAR_SCOPE])
      await connect(system, await app.createConnectSessionForError(error), { account: WORK })
      expect((await app.request('GET', events(), primary)).status).toBe(200)
    })
  })

  test("the provider's own refusal is ProviderApiError, or an answer like any other", async ({
    system,
    backend,
  }) => {
    const app = backend()
    const userToken = await system.signIn()
    await connectAccounts(system, { app, userToken }, WORK)
    const url = `${system.provider.google.api}/calendar/v3/nothing`
    const error = await rejection(app.request('GET', url, { provider: 'google', userToken }))
    expect(error).toBeInstanceOf(ProviderApiError)
    expect(error).toMatchObject({ status: 404, provider: 'google', requestId: expect.any(String) })
    const response = await app.request('GET', url, { provider: 'google', userToken, throwOnError: false })
    expect(response.status).toBe(404)
  })

  test('a host that is not on the list gets no token: HostNotAllowedError', async ({ system, backend }) => {
    const app = backend()
    const userToken = await system.signIn()
    await connectAccounts(system, { app, userToken }, WORK)
    const error = await rejection(
      app.request('GET', 'https://evil.example/', { provider: 'google', userToken }),
    )
    expect(error).toBeInstanceOf(HostNotAllowedError)
    expect(error).toMatchObject({ host: 'evil.example' })
  })

  test('a wrong key, a user of another issuer, an unknown provider and a strange origin are each named', async ({
    system,
    backend,
  }) => {
    const userToken = await system.signIn()
    const other = new App({ apiKey: 'alter_key_app_of_somebody_else', baseUrl: system.vaultUrl })
    const wrongKey = await rejection(other.listGrants({ userToken }))
    expect(wrongKey).toBeInstanceOf(AuthenticationError)
    expect(wrongKey).toMatchObject({ code: 'invalid_api_key' })

    const app = backend()
    const stranger = await system.provider.userToken({ sub: 'x', issuer: 'https://elsewhere.test' })
    const wrongUser = await rejection(app.listGrants({ userToken: stranger }))
    expect(wrongUser).toMatchObject({ name: 'AuthenticationError', code: 'invalid_user_token' })

    const unknown = await rejection(app.createConnectSession({ userToken, allowedProviders: ['gogle'] }))
    expect(unknown).toBeInstanceOf(InvalidRequestError)
    expect(unknown).toMatchObject({ code: 'unknown_provider', message: expect.stringContaining('gogle') })

    const path = await rejection(app.createConnectSession({ userToken, allowedOrigin: `${ORIGIN}/x` }))
    expect(path).toMatchObject({ code: 'invalid_request', field: 'allowed_origin' })
  })

  test('the ready-made routes serve the widget and the settings page', async ({
    system,
    backend,
    events,
  }) => {
    const app = backend()
    const userToken = await system.signIn()
    const handle = alterRoutes({ app, origins: [ORIGIN], userToken: () => userToken })
    async function ask(method: string, path: string, body?: object): Promise<Response> {
      return handle(
        new Request(`${ORIGIN}/api/alter/${path}`, {
          method,
          headers: { origin: ORIGIN, 'content-type': 'application/json' },
          body: body === undefined ? null : JSON.stringify(body),
        }),
      )
    }
    const minted = await ask('POST', 'session', { provider: 'google' })
    expect(minted.status).toBe(201)
    const session: { session_token: string; session_id: string } = JSON.parse(await minted.text())
    await connect(
      system,
      { sessionToken: session.session_token, sessionId: session.session_id },
      { account: HOME },
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

  test('in one process with the vault, without a network between them', async ({ system, events }) => {
    const app = new App({ apiKey: API_KEY, fetch: (request) => system.vault().fetch(request) })
    const userToken = await system.signIn()
    await connectAccounts(system, { app, userToken }, WORK)
    const response = await app.request('GET', events(), { ...primary, userToken })
    expect(await response.json()).toMatchObject({ summary: WORK })
  })
})
