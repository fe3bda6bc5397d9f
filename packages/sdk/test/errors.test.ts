import { inspect } from 'node:util'
import { PROBLEM_STATUS, type Problem, type ProblemCode } from '@alter/protocol'
import * as sdk from '@alter/sdk'
import { describe, expect, test, vi } from 'vitest'
import { API_KEY, json, problem, rejection, startFakeVault, upstream } from './fake-vault.ts'

const url = 'https://www.googleapis.com/calendar/v3/events'

async function failWith(code: ProblemCode, details: object = {}): Promise<unknown> {
  const vault = await startFakeVault(() => problem(code, details))
  // Shorter than any answer asks to wait, so that none is waited for.
  const app = new sdk.App({ apiKey: API_KEY, baseUrl: vault.url, timeout: 8_000 })
  return rejection(app.request('POST', url, { provider: 'google', userToken: 'eyJ.user' }))
}

const account = { grant_id: 'g1', account_identifier: 'ada@work.example', account_display_name: 'Ada' }
const policy = { policy: 'office-hours', type: 'time_window', reason: 'closed', retry_after: 60 }

describe('every code of the vault has its class', () => {
  test.each<[ProblemCode, readonly Function[], Partial<Problem>, object]>([
    ['invalid_request', [sdk.InvalidRequestError], { field: 'allowed_origin' }, { field: 'allowed_origin' }],
    ['unknown_provider', [sdk.InvalidRequestError], { field: 'provider' }, { field: 'provider' }],
    ['provider_not_configured', [sdk.InvalidRequestError], {}, {}],
    ['origin_not_allowed', [sdk.InvalidRequestError], {}, {}],
    ['body_too_large', [sdk.InvalidRequestError], {}, {}],
    ['user_token_too_large', [sdk.InvalidRequestError], {}, {}],
    ['invalid_api_key', [sdk.AuthenticationError], {}, {}],
    ['invalid_user_token', [sdk.AuthenticationError], {}, {}],
    ['user_token_required', [sdk.AuthenticationError], {}, {}],
    [
      'policy_violation',
      [sdk.PolicyViolationError],
      { policy_error: policy },
      {
        policyError: { policy: 'office-hours', type: 'time_window', reason: 'closed', retryAfter: 60 },
      },
    ],
    [
      'scope_reauth_required',
      [sdk.ScopeReauthRequiredError],
      { missing_scopes: ['a'], grant_id: 'g1' },
      { missingScopes: ['a'], grantId: 'g1' },
    ],
    ['insufficient_scope', [sdk.InsufficientScopeError], {}, {}],
    ['agent_inactive', [sdk.AgentInactiveError], {}, {}],
    ['no_delegated_grant', [sdk.NoDelegatedGrantError], { provider: 'google' }, { provider: 'google' }],
    ['host_not_allowed', [sdk.HostNotAllowedError], { host: 'evil.test' }, { host: 'evil.test' }],
    ['grant_not_found', [sdk.GrantNotFoundError], { provider: 'google' }, { provider: 'google' }],
    [
      'ambiguous_grant',
      [sdk.AmbiguousGrantError],
      { accounts: [account] },
      {
        accounts: [{ grantId: 'g1', accountIdentifier: 'ada@work.example', accountDisplayName: 'Ada' }],
      },
    ],
    ['token_refresh_in_progress', [sdk.TokenRefreshInProgressError], {}, {}],
    [
      'grant_revoked',
      [sdk.GrantRevokedError, sdk.ReAuthRequiredError],
      { grant_id: 'g1' },
      { grantId: 'g1' },
    ],
    [
      'credential_revoked',
      [sdk.CredentialRevokedError, sdk.ReAuthRequiredError],
      { grant_id: 'g1' },
      { grantId: 'g1' },
    ],
    [
      'grant_expired',
      [sdk.GrantExpiredError, sdk.ReAuthRequiredError],
      { grant_id: 'g1' },
      { grantId: 'g1' },
    ],
    ['rate_limited', [sdk.RateLimitedError], { retry_after: 9 }, { retryAfter: 9 }],
    ['provider_unreachable', [sdk.NetworkError], {}, {}],
    ['provider_misconfigured', [sdk.ProviderMisconfiguredError], {}, {}],
    ['unavailable', [sdk.NetworkError], { retry_after: 9 }, { retryAfter: 9 }],
    ['provider_timeout', [sdk.TimeoutError, sdk.NetworkError], {}, {}],
    ['internal_error', [], {}, {}],
    ['not_found', [], {}, {}],
  ])('%s', async (code, classes, details, facts) => {
    const error = await failWith(code, details)
    for (const type of [...classes, sdk.AlterError, Error]) expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({
      code,
      status: PROBLEM_STATUS[code],
      requestId: 'req_7',
      detail: `About ${code}.`,
      ...facts,
    })
    expect(error).toHaveProperty('name', classes[0]?.name ?? 'AlterError')
    expect(sdk.isAlterError(error, code)).toBe(true)
  })

  test('a code of a newer vault is an AlterError with that code', async () => {
    const error = await failWith('internal_error', { code: 'quantum_flux' })
    expect(error).toMatchObject({ name: 'AlterError', code: 'quantum_flux', status: 500 })
    expect(sdk.isAlterError(error)).toBe(true)
  })

  test('details that are missing or malformed do not hide the error', async () => {
    const details = { accounts: [account, { grant_id: 7 }, null], policy_error: 'no' }
    expect(await failWith('ambiguous_grant', details)).toMatchObject({
      accounts: [{ grantId: 'g1' }],
    })
    expect(await failWith('policy_violation', details)).toMatchObject({
      policyError: { reason: 'unknown' },
    })
    expect(await failWith('scope_reauth_required')).toMatchObject({ missingScopes: [] })
  })
})

async function refused(): Promise<never> {
  throw new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  })
}

describe('in a log', () => {
  test('an error says method, URL without query, status, code and request', async () => {
    const vault = await startFakeVault(() => problem('grant_not_found', { detail: 'No grant for google.' }))
    const app = new sdk.App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.request('GET', `${url}?key=s3cret#s3cret`, { provider: 'google' }))
    expect(error).toHaveProperty(
      'message',
      `No grant for google. (grant_not_found, 404, GET ${url}, request req_7)`,
    )
    expect(error).toMatchObject({
      method: 'GET',
      url,
      status: 404,
      code: 'grant_not_found',
      requestId: 'req_7',
    })
  })

  test('also of a call to the vault itself', async () => {
    const vault = await startFakeVault(() => problem('unknown_provider'))
    const app = new sdk.App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.listGrants({ provider: 'gogle', userToken: 'eyJ.user' }))
    expect(vault.asked[0]?.query).toEqual({ provider: 'gogle' })
    expect(error).toMatchObject({ method: 'GET', url: `${vault.url}/sdk/grants`, status: 400 })
  })

  const SECRET = {
    apiKey: `${API_KEY}_s3cret-key`,
    userToken: 'eyJ.s3cret-jwt',
    session: 'alter_cs_1_s3cret-session',
  }

  test.each<[string, string, Parameters<typeof startFakeVault>[0] | undefined]>([
    ['the vault', 'invalid_user_token', () => problem('invalid_user_token')],
    [
      'the provider',
      'provider_api_error',
      () => upstream('s3cret-body', { status: 500, headers: { 'set-cookie': 's3cret-header' } }),
    ],
    ['something in between', 'network_error', () => new Response('s3cret-body', { status: 500 })],
    ['a connection that is refused', 'network_error', undefined],
    ['a vault that does not answer', 'timeout', () => new Promise<Response>(() => {})],
  ])(
    'an error of %s says what it was about and holds no secret, however it is printed',
    async (_, code, answer) => {
      const vault = await startFakeVault(answer ?? (() => json({})))
      const app = new sdk.App({
        apiKey: SECRET.apiKey,
        baseUrl: vault.url,
        ...(code === 'timeout' && { timeout: 300 }),
        ...(answer === undefined && { fetch: refused }),
      })
      const error = await rejection(
        app.request('POST', `${url}?key=s3cret-query#s3cret-fragment`, {
          provider: 'google',
          userToken: SECRET.userToken,
          headers: { cookie: 's3cret-cookie' },
          queryParams: { token: 's3cret-parameter' },
          json: { password: 's3cret-password' },
          reason: 's3cret-reason',
        }),
      )
      for (const printed of [
        inspect(error, { depth: 9, showHidden: true }),
        JSON.stringify(error),
        String(error),
      ]) {
        expect(printed).not.toContain('s3cret')
        for (const fact of [code, 'POST', url]) expect(printed).toContain(fact)
      }
      expect(inspect(app, { depth: 9, showHidden: true })).not.toContain('s3cret')
    },
  )

  test('a JSON line has the name, the message, and every fact', async () => {
    const error = await failWith('grant_revoked', { grant_id: 'g1' })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'GrantRevokedError',
      message: `About grant_revoked. (grant_revoked, 410, POST ${url}, request req_7)`,
      code: 'grant_revoked',
      method: 'POST',
      url,
      status: 410,
      requestId: 'req_7',
      provider: 'google',
      grantId: 'g1',
    })
  })

  function minting(answer: Response) {
    return async () => {
      const vault = await startFakeVault(() => answer)
      const app = new sdk.App({ apiKey: SECRET.apiKey, baseUrl: vault.url })
      return app.createConnectSession({ userToken: SECRET.userToken })
    }
  }

  const lost = new sdk.App({ apiKey: SECRET.apiKey, fetch: refused, timeout: 100 })
  const google = { provider: 'google' }

  test.each<[string, () => unknown]>([
    ['a session that is cut off', minting(new Response(`{"session_token":"${SECRET.session}","conn`))],
    ['a session without its address', minting(json({ session_token: SECRET.session }))],
    ['a user token that is none', () => lost.request('GET', url, { ...google, userToken: 'Bearer s3cret' })],
    ['an API key of another kind', () => new sdk.App({ apiKey: 'sk_s3cret' })],
    ['an API key with a line break', () => new sdk.App({ apiKey: `${SECRET.apiKey}\n` })],
    [
      'a base URL with credentials',
      () => new sdk.App({ apiKey: API_KEY, baseUrl: 'https://me:s3cret@vault.test' }),
    ],
    [
      'a header that HTTP refuses',
      () => lost.request('GET', url, { ...google, headers: { 'x-key': 's3cret\nx' } }),
    ],
    [
      "a header that is the vault's",
      () => lost.request('GET', url, { ...google, headers: { authorization: 's3cret' } }),
    ],
    ['a URL with credentials', () => lost.request('GET', 'https://me:s3cret@api.test/', google)],
    ['a URL that is none', () => lost.request('GET', '/events?key=s3cret', google)],
    ['a body where none may be', () => lost.request('GET', url, { ...google, json: { password: 's3cret' } })],
    ['a session of nobody', () => lost.createConnectSession({ accountHint: 's3cret' })],
  ])('%s is refused without quoting it', async (_, call) => {
    const error = await rejection(Promise.resolve().then(call))
    expect(error).toBeInstanceOf(Error)
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain('s3cret')
  })

  test("the provider's response is there but not enumerable", async () => {
    const vault = await startFakeVault(() => upstream('no', { status: 403 }))
    const app = new sdk.App({ apiKey: API_KEY, baseUrl: vault.url })
    const error = await rejection(app.request('GET', url, { provider: 'google' }))
    if (!sdk.isAlterError(error, 'provider_api_error')) throw error
    expect(error.response.status).toBe(403)
    expect(Object.keys(error)).not.toContain('response')
  })

  test('what is not known is absent, not undefined', async () => {
    const error = await failWith('grant_revoked')
    const known = ['code', 'method', 'provider', 'requestId', 'status', 'url']
    expect(Object.keys(Object(error)).sort()).toEqual(known)
  })
})

describe('isAlterError', () => {
  test('agrees with another copy of the package', async () => {
    vi.resetModules()
    const copy = await import('@alter/sdk')
    const theirs = new copy.AmbiguousGrantError('…', { accounts: [] })
    expect(theirs).not.toBeInstanceOf(sdk.AmbiguousGrantError)
    expect(sdk.isAlterError(theirs)).toBe(true)
    expect(sdk.isAlterError(theirs, 'ambiguous_grant')).toBe(true)
    expect(sdk.isAlterError(theirs, 'grant_not_found')).toBe(false)
  })

  test.each([
    ['nothing', undefined],
    ['a string', 'grant_not_found'],
    ['an error of somebody else', new TypeError('no')],
    ['a code under another name', Object.assign(new Error('x'), { code: 'grant_not_found' })],
    [
      'a name with the code of another class',
      Object.assign(new Error('x'), { name: 'GrantNotFoundError', code: 'timeout' }),
    ],
    ['an error of the socket', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
  ])('does not take %s for one', (_, value) => {
    expect(sdk.isAlterError(value)).toBe(false)
  })
})
