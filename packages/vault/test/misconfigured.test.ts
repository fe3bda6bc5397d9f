import { describe, expect } from 'vitest'
import { runCommand, writeConfig } from './commands.ts'
import { vaultTest } from './fixtures.ts'
import { flowAt, plainProvider, tokens } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'
import { Browser, pollResult, problem } from './system.ts'

type Answer = ReturnType<PlainServer['answers'][string]>

const test = vaultTest(({ plainServer }) => ({
  app: { providers: { plain: plainProvider(plainServer, { name: 'Plain' }) } },
  vault: { allow_private_network: true },
}))
  .extend('flow', ({ backend, plain }) => flowAt(backend, plain))
  .extend('discovered', ({ startFlow }) =>
    startFlow('plain', ({ origin }) => ({ name: 'Plain', issuer: origin }), 'discovered'),
  )
  .extend('authorize', ({ discovered: { server, backend } }) => {
    return async (document: Answer): Promise<unknown> => {
      server.answers['/.well-known/openid-configuration'] = () => document
      const { session_id, session_token } = await backend.mint({ allowed_providers: ['plain'] })
      const browser = new Browser(backend.system)
      await browser.start(session_token)
      return problem(await browser.page('authorize', { session_id, provider: 'plain' }))
    }
  })

const CREDENTIALS = /Compare client_id and client_secret of demo: providers\.plain/
const REDIRECT = /Register http:\/\/vault\.localhost:\d+\/sdk\/oauth\/callback\/plain as a redirect URI/
const GRANT_TYPE = /Allow the authorization code flow for the client of demo: providers\.plain/
const SCOPES = /Correct scopes of demo: providers\.plain/
const REQUEST = /Correct authorization_parameters and pkce of demo: providers\.plain/
const TOKEN_ENDPOINT = /Compare token_endpoint of demo: providers\.plain/
const ACCOUNT = /Compare userinfo_endpoint and account of demo: providers\.plain/

function refusal(error: string, error_description?: string, status = 400): Answer {
  return { status, body: { error, error_description } }
}

describe('14.4 client secret wrong: what only the operator can mend is final, at the authorization endpoint', () => {
  test.for<[string, RegExp]>([
    ['error=invalid_client', CREDENTIALS],
    ['error=Invalid_Client', CREDENTIALS],
    ['error=unauthorized_client', GRANT_TYPE],
    ['error=unsupported_response_type', GRANT_TYPE],
    ['error=invalid_scope', SCOPES],
    ['error=redirect_uri_mismatch', REDIRECT],
    ['error=invalid_request&error_description=The+redirect_uri+is+not+registered', REDIRECT],
    ['error=invalid_request&error_description=unknown+client_id', CREDENTIALS],
    ['error=invalid_request', REQUEST],
    ['error=invalid_target', REQUEST],
  ])('%s', async ([answer, remedy], { flow }) => {
    const lines = flow.system.log.length
    expect(await flow.connect(answer)).toMatchObject({
      status: 'failed',
      error: 'provider_misconfigured',
      error_description: expect.stringMatching(remedy),
    })
    const logged = flow.system.log.slice(lines).find((line) => line.includes('an authorization failed'))
    expect(logged).toMatch(remedy)
  })

  test.for(['server_error', 'temporarily_unavailable', 'something_else'])(
    'error=%s may be another time: trying again can help',
    async (error, { flow }) => {
      expect(await flow.connect(`error=${error}`)).toMatchObject({ error: 'provider_error' })
    },
  )
})

describe('14.4 client secret wrong: what only the operator can mend is final, at the token endpoint', () => {
  test.for<[string, Answer, RegExp]>([
    ['invalid_client with status 400', refusal('invalid_client'), CREDENTIALS],
    ['invalid_client with status 401', refusal('invalid_client', undefined, 401), CREDENTIALS],
    [
      'invalid_client with a challenge',
      {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="tokens"' },
        body: { error: 'invalid_client' },
      },
      CREDENTIALS,
    ],
    ['401 in words of its own', { status: 401, type: 'text/plain', body: 'who are you?' }, CREDENTIALS],
    ['GitHub’s word, with status 200', refusal('incorrect_client_credentials', undefined, 200), CREDENTIALS],
    ['Slack’s word, with status 200', refusal('bad_client_secret', undefined, 200), CREDENTIALS],
    ['Slack’s word for the redirect URI', refusal('bad_redirect_uri', undefined, 200), REDIRECT],
    ['unauthorized_client', refusal('unauthorized_client'), GRANT_TYPE],
    ['unsupported_grant_type', refusal('unsupported_grant_type'), GRANT_TYPE],
    ['redirect_uri_mismatch', refusal('redirect_uri_mismatch'), REDIRECT],
    [
      'invalid_request about the redirect URI',
      refusal('invalid_request', 'Parameter redirect_uri is invalid'),
      REDIRECT,
    ],
    ['invalid_scope', refusal('invalid_scope'), SCOPES],
    ['no such address', { status: 404, type: 'text/html', body: '<h1>Not found</h1>' }, TOKEN_ENDPOINT],
    ['an address that has moved', { status: 301, headers: { location: '/new' }, body: '' }, TOKEN_ENDPOINT],
    ['an address that takes no POST', { status: 405, body: '' }, TOKEN_ENDPOINT],
    ['an address that is given up', { status: 410, body: '' }, TOKEN_ENDPOINT],
  ])('%s', async ([, answer, remedy], { flow }) => {
    flow.server.answers['/token'] = () => answer
    expect(await flow.connect()).toMatchObject({
      status: 'failed',
      error: 'provider_misconfigured',
      error_description: expect.stringMatching(remedy),
    })
  })

  test.for<[string, Answer]>([
    ['invalid_grant', refusal('invalid_grant')],
    ['invalid_request about something else', refusal('invalid_request', 'code is malformed')],
    ['status 500', { status: 500, body: '' }],
    ['status 429', { status: 429, body: '' }],
    ['404 that asks for patience', { status: 404, headers: { 'retry-after': '60' }, body: '' }],
  ])('%s may be another time: trying again can help', async ([, answer], { flow }) => {
    flow.server.answers['/token'] = () => answer
    expect(await flow.connect()).toMatchObject({ status: 'failed', error: 'provider_error' })
  })
})

describe('14.4 wrong userinfo_endpoint', () => {
  test.for<[string, Answer]>([
    ['that is not there', { status: 404, body: 'not found' }],
    ['that the token does not open', { status: 403, body: {} }],
    ['that is a page', { type: 'text/html', body: '<h1>Welcome</h1>' }],
    ['that names nobody', { body: { name: 'Ada' } }],
    ['that has moved', { status: 301, headers: { location: '/elsewhere' }, body: '' }],
  ])('%s is final', async ([, answer], { flow }) => {
    flow.server.answers['/account'] = () => answer
    expect(await flow.connect()).toMatchObject({
      error: 'provider_misconfigured',
      error_description: expect.stringMatching(ACCOUNT),
    })
  })

  test.for([500, 501, 503, 408, 425, 429])('that is down with status %i is not', async (status, { flow }) => {
    flow.server.answers['/account'] = () => ({ status, body: '' })
    expect(await flow.connect()).toMatchObject({ error: 'provider_error' })
  })

  test('that was asked too often is not, where it says so with 403', async ({ flow }) => {
    flow.server.answers['/account'] = () => ({ status: 403, headers: { 'retry-after': '60' }, body: {} })
    expect(await flow.connect()).toMatchObject({ error: 'provider_error' })
  })

  test('that a user who left out a scope cannot open is not', async ({ flow }) => {
    flow.server.answers['/token'] = () => ({ body: tokens({ scope: 'read' }) })
    flow.server.answers['/account'] = () => ({ status: 403, body: {} })
    expect(await flow.connect()).toMatchObject({ error: 'provider_error' })
  })
})

describe('14.4 wrong issuer', () => {
  test.for<[string, Answer]>([
    ['without a discovery document', { status: 404, body: 'not found' }],
    ['with a page in its place', { type: 'text/html', body: '<h1>Welcome</h1>' }],
    ['with one of another issuer', { body: { issuer: 'https://other.example' } }],
  ])('%s is said before the user leaves, as final', async ([, document], { discovered, authorize }) => {
    const remedy = /Compare issuer of demo: providers\.plain/
    expect(await authorize(document)).toMatchObject({
      status: 502,
      code: 'provider_misconfigured',
      provider: 'plain',
      detail: expect.stringMatching(remedy),
    })
    expect(discovered.system.log.join('\n')).toMatch(remedy)
  })

  test('ends the session: whoever waits for its outcome hears what to mend', async ({ discovered }) => {
    discovered.server.answers['/.well-known/openid-configuration'] = () => ({ status: 404, body: '' })
    const { session_id, session_token } = await discovered.backend.mint({ allowed_providers: ['plain'] })
    const browser = new Browser(discovered.system)
    await browser.start(session_token)
    await browser.page('authorize', { session_id, provider: 'plain' })
    expect(await pollResult(discovered.system, session_token)).toMatchObject({
      status: 'failed',
      error: 'provider_misconfigured',
      error_description: expect.stringMatching(/Compare issuer of demo: providers\.plain/),
    })
    expect(await browser.page('authorize', { session_id, provider: 'plain' })).toHaveProperty('status', 409)
  })

  test('on a private network: its host is for the operator alone', async ({ discovered }) => {
    const { system } = discovered
    const { session_id, session_token } = await discovered.backend.mint({ allowed_providers: ['plain'] })
    const config = { ...system.config, allow_private_network: false }
    const vault = await system.secondVault(config)
    const browser = new Browser({ ...system, vault })
    await browser.start(session_token)
    const lines = system.log.length
    const said = await problem(await browser.page('authorize', { session_id, provider: 'plain' }))
    expect(said).toMatchObject({
      code: 'provider_misconfigured',
      detail:
        'Plain has an address on a private network, which this vault may not call (setting allow_private_network).',
    })
    expect(JSON.stringify(said)).not.toContain('localhost')
    expect(system.log.slice(lines).join('\n')).toContain('localhost is on a private network')
    await writeConfig(system.folder, config)
    const { stdout } = await runCommand(system.folder, ['doctor'])
    expect(stdout).toMatch(/provider plain: Plain has an address .*localhost is on a private network/)
  })

  test('that is down can be tried again', async ({ authorize }) => {
    expect(await authorize({ status: 503, body: '' })).toMatchObject({ code: 'provider_unreachable' })
  })
})
