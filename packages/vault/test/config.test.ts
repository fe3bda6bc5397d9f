import { expect, test } from 'vitest'
import { type AppConfig, ConfigError, createVault, type VaultConfig } from '@alter/vault'

const APP: AppConfig = {
  id: 'one',
  name: 'One',
  api_key: 'alter_key_app_0123456789abcdef',
  origins: ['https://one.example'],
  identity: { issuer: 'https://issuer.example', audience: 'one' },
  providers: { google: { client_id: 'x', client_secret: 'x' } },
}

function of(app: Partial<AppConfig>, vault: Partial<VaultConfig> = {}): VaultConfig {
  return {
    public_url: 'https://vault.example',
    apps: [{ ...APP, ...app }],
    ...vault,
  }
}

function google(more: object): VaultConfig {
  return of({ providers: { google: { client_id: 'x', client_secret: 'x', ...more } } })
}

const HTTPS = 'must be https, except on localhost'
const SHORT = `whsec_${Buffer.alloc(8).toString('base64')}`
const LONG = `whsec_${Buffer.alloc(32).toString('base64')}`

test.each<[string, string, VaultConfig]>([
  ['public_url', HTTPS, of({}, { public_url: 'http://vault.example' })],
  ['public_url', HTTPS, of({}, { public_url: 'http://127.evil.example' })],
  [
    'apps[0].providers.google.client_secret',
    'starts or ends with a space or a line break',
    google({ client_secret: 'x\n' }),
  ],
  ['apps[0].providers.google.client_id', 'is the text undefined', google({ client_id: 'undefined' })],
  [
    'apps[0].providers.google.client_secret',
    'is the name of a variable',
    google({ client_secret: '${GOOGLE_SECRET}' }),
  ],
  [
    'apps[0].identity.client_secret',
    'starts or ends with a space or a line break',
    of({ identity: { ...APP.identity, client_id: 'x', client_secret: ' x' } }),
  ],
  ['public_url', 'no query', of({}, { public_url: 'https://vault.example/?x' })],
  ['apps[0].origins[0]', 'without a path and without *', of({ origins: ['https://*.one.example'] })],
  ['apps[0].origins[0]', 'without a path and without *', of({ origins: ['https://one.example/app'] })],
  ['apps[0].origins[0]', HTTPS, of({ origins: ['http://one.example'] })],
  ['apps[0].origins[0]', HTTPS, of({ origins: ['http://localhost.evil.example'] })],
  ['apps[0].identity.audience', 'every token', of({ identity: { issuer: 'https://issuer.example' } })],
  ['apps[0].identity.issuer', HTTPS, of({ identity: { issuer: 'http://issuer.example', audience: 'x' } })],
  [
    'apps[0].identity.jwks_uri',
    HTTPS,
    of({ identity: { ...APP.identity, jwks_uri: 'http://keys.example' } }),
  ],
  ['apps[0].identity.webhook_secret', '24 to', of({ identity: { ...APP.identity, webhook_secret: SHORT } })],
  ['apps[0].identity.webhook_secret', '16', of({ identity: { ...APP.identity, webhook_secret: 'short' } })],
  ['apps[0].webhook.url', HTTPS, of({ webhook: { url: 'http://hook.example', secret: LONG } })],
  ['apps[0].webhook.secret', '24 to', of({ webhook: { url: 'https://hook.example', secret: SHORT } })],
  ['apps[0].api_key', '16 random', of({ api_key: 'alter_key_app_short' })],
  ['apps[1].id', 'another app', of({}, { apps: [APP, { ...APP, api_key: `${APP.api_key}2` }] })],
  ['apps[1].api_key', 'another app', of({}, { apps: [APP, { ...APP, id: 'two' }] })],
  ['apps[0].providers.google.api_hosts[0]', 'without *', google({ api_hosts: ['*.example'] })],
  ['apps[0].providers.google.api_hosts[0]', 'host', google({ api_hosts: ['https://api.example'] })],
  ['apps[0].providers.google.api_hosts[0]', 'host', google({ api_hosts: ['api.example/v1'] })],
  ['apps[0].providers.google.token_endpoint', HTTPS, google({ token_endpoint: 'http://t.example' })],
  [
    'apps[0].providers.google.revocation_endpoint',
    HTTPS,
    google({ revocation_endpoint: 'http://r.example' }),
  ],
  [
    'apps[0].providers.google.issuer',
    'set the endpoints',
    google({ issuer: 'https://op.example/{tenantid}' }),
  ],
  ['apps[0].providers.google.id_token_algorithms[0]', 'HS256', google({ id_token_algorithms: ['none'] })],
  [
    'apps[0].providers.google.authorization_parameters.prompt',
    'must not be none',
    google({ authorization_parameters: { prompt: 'consent NONE' } }),
  ],
  [
    'apps[0].providers.google.authorization_parameters.state',
    'by the vault itself',
    google({ authorization_parameters: { state: 'x' } }),
  ],
  [
    'apps[0].providers.google.authorization_parameters.client_secret',
    'by the vault itself',
    google({ authorization_parameters: { client_secret: 'x' } }),
  ],
  [
    'apps[0].providers.google.token_parameters.code',
    'by the vault itself',
    google({ token_parameters: { code: 'x' } }),
  ],
  [
    'apps[0].providers.google.api_hosts',
    'is not a name in learned',
    google({ api_hosts: ['{region}.api.example'] }),
  ],
  [
    'apps[0].providers.google.api_hosts',
    'if host_suffixes',
    google({ learned: { host: { from: 'host' } }, api_hosts: ['{host}'] }),
  ],
  [
    'apps[0].providers.google.api_hosts',
    'if host_suffixes',
    google({ learned: { region: { from: 'region' } }, api_hosts: ['{region}.com'] }),
  ],
  [
    'apps[0].providers.google.userinfo_endpoint',
    'if host_suffixes',
    google({ learned: { host: { from: 'host' } }, userinfo_endpoint: 'https://{host}/me' }),
  ],
  [
    'apps[0].providers.google.learned.host.host_suffixes[0]',
    'must be a domain',
    google({ learned: { host: { from: 'host', host_suffixes: ['com'] } } }),
  ],
  ['metrics_token', '16', of({}, { metrics_token: 'short' })],
  ['session_ttl', '5', of({}, { session_ttl: 1 })],
])('%s is reported at start: %s', async (setting, message, config) => {
  const failed = await createVault(config).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(ConfigError)
  const lines = String(failed instanceof Error && failed.message).split('\n')
  expect(
    lines.some((line) => line.startsWith(`${setting}: `) && line.includes(message)),
    lines.join(),
  ).toBe(true)
})
