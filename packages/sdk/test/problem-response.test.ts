import type { Problem, ProblemCode, ProblemDetails } from '@alter/protocol'
import * as sdk from '@alter/sdk'
import { describe, expect, test } from 'vitest'
import { problem, rejection, startFakeVault, upstream } from './fake-vault.ts'

const calling = {
  method: 'GET',
  url: 'https://api.test/events',
  status: 409,
  requestId: 'req_7',
  provider: 'google',
}

async function documentOf(error: unknown): Promise<Problem> {
  const reported: unknown[] = []
  const response = sdk.problemResponse(error, { onError: (each) => reported.push(each) })
  expect(reported).toEqual([error])
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('private, no-store')
  const document: Problem = JSON.parse(await response.text())
  expect(document.status).toBe(response.status)
  return document
}

test('what the vault said reaches the browser as the vault would have said it', async () => {
  const details = {
    provider: 'google',
    accounts: [
      { grant_id: 'g1', account_identifier: 'ada@work.example', account_display_name: 'Ada' },
      { grant_id: 'g2', account_identifier: 'ada@home.example' },
    ],
  }
  const vault = await startFakeVault(() => problem('ambiguous_grant', details))
  const app = new sdk.App({ apiKey: 'alter_key_app_1', baseUrl: vault.url })
  const error = await rejection(app.request('GET', calling.url, { provider: 'google' }))
  expect(await documentOf(error)).toEqual({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    code: 'ambiguous_grant',
    detail: 'About ambiguous_grant.',
    request_id: 'req_7',
    ...details,
  })
})

/** One value of each member, and the code that has it: the compiler asks for every one. */
const MEMBERS: { [Member in keyof Required<ProblemDetails>]: [ProblemCode, ProblemDetails[Member]] } = {
  field: ['invalid_request', 'provider'],
  policy_error: ['policy_violation', { policy: 'p', type: 'rate_limit', reason: 'r', retry_after: 9 }],
  missing_scopes: ['scope_reauth_required', ['a']],
  host: ['host_not_allowed', 'evil.test'],
  provider: ['grant_not_found', 'google'],
  accounts: ['ambiguous_grant', [{ grant_id: 'g1', account_identifier: 'ada@work.example' }]],
  grant_id: ['grant_revoked', 'g1'],
  agent: ['no_delegated_grant', { agent_id: 'a1', name: 'scout', display_name: 'Scout' }],
  retry_after: ['rate_limited', 9],
  approval_id: ['approval_denied', 'ap1'],
  approval_url: ['approval_required', 'https://vault.test/wallet/approvals/ap1'],
  expires_at: ['approval_required', '2026-01-01T00:00:00.000Z'],
  denial_reason: ['approval_denied', 'not now'],
  failure: ['approval_failed', 'provider_error'],
}

test.each(Object.entries(MEMBERS))(
  '16.1 %s survives the way through the SDK',
  async (name, [code, value]) => {
    const required = { approval_id: 'ap1', expires_at: '2026-01-01T00:00:00.000Z' }
    const vault = await startFakeVault(() =>
      problem(code, { ...(code.startsWith('approval_') && required), [name]: value }),
    )
    const app = new sdk.App({ apiKey: 'alter_key_app_1', baseUrl: vault.url, timeout: 8_000 })
    const error = await rejection(app.request('GET', calling.url, { provider: 'google' }))
    expect(await documentOf(error)).toMatchObject({ code, [name]: value })
  },
)

describe('the details of each code survive', () => {
  test.each<[sdk.AlterError, Partial<Problem>]>([
    [
      new sdk.ScopeReauthRequiredError('…', { ...calling, missingScopes: ['a'], grantId: 'g1' }),
      { status: 403, code: 'scope_reauth_required', missing_scopes: ['a'], grant_id: 'g1' },
    ],
    [
      new sdk.PolicyViolationError('…', {
        policyError: { policy: 'p', type: 'rate_limit', reason: 'r', retryAfter: 9 },
      }),
      { status: 403, policy_error: { policy: 'p', type: 'rate_limit', reason: 'r', retry_after: 9 } },
    ],
    [new sdk.GrantRevokedError('…', { grantId: 'g1' }), { status: 410, grant_id: 'g1' }],
    [new sdk.CredentialRevokedError('…', { grantId: 'g1' }), { status: 410, grant_id: 'g1' }],
    [new sdk.GrantNotFoundError('…', { provider: 'google' }), { status: 404, provider: 'google' }],
    [new sdk.HostNotAllowedError('…', { host: 'evil.test' }), { status: 403, host: 'evil.test' }],
    [new sdk.InvalidRequestError('invalid_request', '…', { field: 'a' }), { status: 400, field: 'a' }],
  ])('%s', async (error, document) => {
    expect(await documentOf(error)).toMatchObject({ code: error.code, detail: '…', ...document })
  })
})

test('Retry-After is a header and a member', async () => {
  const response = sdk.problemResponse(new sdk.RateLimitedError('…', { retryAfter: 1.5 }))
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('2')
  expect(await response.json()).toMatchObject({ retry_after: 1.5 })
})

test('a 4xx or 5xx of the provider becomes a 502 without its body', async () => {
  const vault = await startFakeVault(() => upstream('s3cret', { status: 401 }))
  const app = new sdk.App({ apiKey: 'alter_key_app_1', baseUrl: vault.url })
  const document = await documentOf(await rejection(app.request('GET', calling.url, { provider: 'google' })))
  expect(document).toMatchObject({ status: 502, code: 'provider_api_error', detail: 'google answered 401.' })
  expect(JSON.stringify(document)).not.toContain('s3cret')
})

test.each([
  [
    new sdk.NetworkError('network_error', 'The vault at http://10.0.0.7:4401 could not be reached.'),
    502,
    'provider_unreachable',
  ],
  [new sdk.TimeoutError('timeout', 'No answer of http://10.0.0.7:4401.'), 504, 'provider_timeout'],
  [new sdk.AuthenticationError('invalid_api_key', 'Key of app 10.0.0.7.'), 500, 'internal_error'],
  [new sdk.InsufficientScopeError('This API key lacks the scope request.'), 500, 'internal_error'],
  [new sdk.AlterError('quantum_flux', 'Of 10.0.0.7.'), 500, 'internal_error'],
  [new TypeError('cannot read 10.0.0.7'), 500, 'internal_error'],
  ['10.0.0.7', 500, 'internal_error'],
])("%s reaches the browser without the backend's own affairs", async (error, status, code) => {
  const document = await documentOf(error)
  expect(document).toMatchObject({ status, code })
  expect(JSON.stringify(document)).not.toContain('10.0.0.7')
})

/** What a browser is told of an answer that no vault gave. */
async function documentOfAnswer(answer: () => Response): Promise<Problem> {
  const app = new sdk.App({ apiKey: 'alter_key_app_1', fetch: async () => answer() })
  return documentOf(await rejection(app.createConnectSession({ userToken: 'eyJ.user' })))
}

function html(status: number): Response {
  return new Response('<html>', { status, headers: { 'content-type': 'text/html' } })
}

test.each([408, 425, 429, 500, 501, 502, 503, 504, 520, 522, 524, 530])(
  '14.4 a passing fault of a proxy or a CDN is no wrong baseUrl: %i',
  async (status) => {
    expect(await documentOfAnswer(() => html(status))).toMatchObject({
      status: 502,
      code: 'provider_unreachable',
    })
  },
)

test.each([200, 204, 302, 400, 401, 403, 404, 405, 410, 421])(
  '14.4 wrong baseUrl: another server answers %i, and asking again brings the same',
  async (status) => {
    const answer = status === 204 ? new Response(null, { status }) : html(status)
    expect(await documentOfAnswer(() => answer)).toMatchObject({
      code: 'internal_error',
      detail: expect.stringContaining('baseUrl must be the address of the vault'),
    })
  },
)

test.each([413, 414, 431])(
  '14.4 a call that is too large, said with %i, is no wrong baseUrl',
  async (status) => {
    expect(await documentOfAnswer(() => html(status))).toMatchObject({
      code: 'internal_error',
      detail: expect.stringContaining('refuses a call of this size'),
    })
  },
)

test.each([
  ['session', 200, 'application/json'],
  ['problem', 404, 'application/problem+json'],
])('14.4 a %s that breaks off is no wrong baseUrl', async (_, status, type) => {
  function answer(): Response {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) })
    return new Response(body, { status, headers: { 'content-type': type } })
  }
  expect(await documentOfAnswer(answer)).toMatchObject({ code: 'provider_unreachable' })
})
