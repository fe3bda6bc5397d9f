import { expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import type { ProviderConfig } from '@alter/vault'
import type { PlainServer } from './plain-server.ts'
import { runCommand, writeConfig } from './commands.ts'

const test = vaultTest({ vault: { allow_private_network: true } })

type Answer = ReturnType<PlainServer['answers'][string]>

const CHALLENGE = { 'www-authenticate': 'Basic realm="tokens"' }
const PAGE: Answer = { status: 200, type: 'text/html', body: '<h1>Welcome</h1>' }
const ANSWERS: Record<string, Answer> = {
  right: { status: 400, body: { error: 'invalid_grant' } },
  // GitHub answers 200, and has words of its own.
  'right-in-other-words': { body: { error: 'bad_verification_code' } },
  wrong: { status: 400, body: { error: 'invalid_client', error_description: 'no such client' } },
  'wrong-by-401': { status: 401, headers: CHALLENGE, body: { error: 'invalid_client' } },
  'wrong-in-other-words': { body: { error: 'incorrect_client_credentials' } },
  'no-code-flow': { status: 400, body: { error: 'unauthorized_client' } },
  'no-such-uri': { body: { error: 'redirect_uri_mismatch' } },
  page: PAGE,
  down: { status: 503, body: '' },
  // Words of its own, without a code: of the client or of anything else.
  'in-own-words': { status: 400, body: { message: 'Unknown client_id' } },
  'in-own-words-200': { body: { code: '40001', msg: 'invalid app secret' } },
  generous: { body: { access_token: 'x', token_type: 'bearer' } },
}

test('12.20: doctor tells by a code that nobody issued whether each provider takes the client', async ({
  system,
  plainServer,
}) => {
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  const ids = Object.keys(ANSWERS)
  const providers = ids.map((id): [string, ProviderConfig] => {
    plainServer.answers[`/${id}`] = () => ANSWERS[id] ?? PAGE
    const endpoints = {
      authorization_endpoint: `${plainServer.origin}/authorize`,
      token_endpoint: `${plainServer.origin}/${id}`,
      userinfo_endpoint: `${plainServer.origin}/account`,
    }
    return [id, { client_id: 'me', client_secret: 'the-secret', api_hosts: [plainServer.host], ...endpoints }]
  })
  const config = { ...system.config, apps: [{ ...app, providers: Object.fromEntries(providers) }] }
  await writeConfig(system.folder, config)

  const { code, stdout } = await runCommand(system.folder, ['doctor'])
  const lines = stdout.split('\n')
  function linesOf(id: string): string[] {
    return lines.filter((line) => new RegExp(`: provider ${id}(:|$)`).test(line))
  }
  for (const id of ['right', 'right-in-other-words']) {
    expect(linesOf(id)).toEqual([expect.stringMatching(/^ok /)])
  }
  for (const id of ['wrong', 'wrong-by-401', 'wrong-in-other-words']) {
    expect(linesOf(id)).toEqual([
      expect.stringMatching(
        new RegExp(`^failed .*Compare client_id and client_secret of demo: providers\\.${id} with`),
      ),
    ])
  }
  expect(linesOf('wrong')[0]).toContain('no such client')
  expect(linesOf('no-code-flow')[0]).toMatch(/^failed .*Allow the authorization code flow for the client/)
  expect(linesOf('no-such-uri')[0]).toMatch(/^failed .*Register http:\S+\/oauth\/callback\/no-such-uri as/)
  for (const id of ['page', 'down', 'generous', 'in-own-words', 'in-own-words-200']) {
    expect(linesOf(id)).toEqual([
      expect.stringMatching(/^ok /),
      expect.stringMatching(/^note .*client_secret is right/),
    ])
  }
  expect(stdout).not.toContain('the-secret')
  expect(code).toBe(1)
  const { form } = plainServer.last('/right')
  expect(form.get('grant_type')).toBe('authorization_code')
  expect(form.get('redirect_uri')).toMatch(/\/sdk\/oauth\/callback\/right$/)
})

test('12.20: an endpoint that the vault may not call fails, before anybody connects', async ({
  system,
  plainServer,
}) => {
  const [app] = system.config.apps
  if (!app?.identity) throw new Error('no app with an issuer')
  const plain: ProviderConfig = {
    client_id: 'me',
    client_secret: 'the-secret',
    api_hosts: ['api.example.com'],
    authorization_endpoint: 'https://provider.example/authorize',
    token_endpoint: `${plainServer.origin}/right`,
    userinfo_endpoint: 'https://provider.example/account',
  }
  await writeConfig(system.folder, {
    ...system.config,
    allow_private_network: [new URL(String(app.identity.issuer)).host],
    apps: [{ ...app, providers: { plain } }],
  })
  const { stdout } = await runCommand(system.folder, ['doctor'])
  expect(stdout.split('\n').filter((line) => line.includes('provider plain'))).toEqual([
    expect.stringMatching(/^failed .*on a private network.*allow_private_network/),
  ])
})
