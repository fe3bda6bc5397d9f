import { expect, test } from 'vitest'
import { type AppConfig, ConfigError, createVault, type VaultConfig } from '@alter/vault'
import { isHost } from '../src/config/host.ts'
import { resolveSettings } from '../src/config/settings.ts'

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

/** As a program without TypeScript's exactOptionalPropertyTypes may write it. */
function undefinedPolicies(): VaultConfig {
  const config = of({})
  for (const app of config.apps) Object.assign(app, { policies: undefined })
  return config
}

const HTTPS = 'must be https, except on localhost'
const SHORT = `whsec_${Buffer.alloc(8).toString('base64')}`
const LONG = `whsec_${Buffer.alloc(32).toString('base64')}`

const NO_CREDENTIALS = 'must have no user name or password'
const PLACES = [
  'localhost',
  'LOCALHOST:80',
  '10.0.0.1',
  '10.0.0.0/33',
  'http://localhost:80',
  '::1:80',
  '{a}:80',
]
/** Texts that no URL has as its host. */
const NO_HOSTS = [
  ...' . a..b .a a.. -a a- a.-b.c a:0 a:080 a:99999 API.example'.split(' '),
  ...'127.1 0x7f.0.0.1 256.1.1.1 1.2.3 [::1 [::0:1] [fe80::1%25eth0] ::1'.split(' '),
  'x'.repeat(64),
]

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
  ['metrics_token', 'without spaces', of({}, { metrics_token: 'sixteen characters' })],
  ['metrics_token', 'is the name of a variable', of({}, { metrics_token: '${ALTER_METRICS_TOKEN}' })],
  [
    'apps[0].identity.webhook_secret',
    'is the name of a variable',
    of({ identity: { ...APP.identity, webhook_secret: '${CLERK_WEBHOOK_SECRET}' } }),
  ],
  ['public_url', NO_CREDENTIALS, of({}, { public_url: 'https://ada:pass@vault.example' })],
  ['apps[0].identity.issuer', NO_CREDENTIALS, of({ identity: { issuer: 'https://ada@issuer.example' } })],
  [
    'apps[0].webhook.url',
    NO_CREDENTIALS,
    of({ webhook: { url: 'https://:pass@hook.example', secret: LONG } }),
  ],
  [
    'apps[0].brand.privacy_url',
    NO_CREDENTIALS,
    of({ brand: { privacy_url: 'https://ada:pass@one.example' } }),
  ],
  [
    'apps[0].providers.google.token_endpoint',
    NO_CREDENTIALS,
    google({ token_endpoint: 'https://ada:pass@{shop}.example.com/token' }),
  ],
  ['apps[0].providers.google.scopes[1]', 'an entry of its own', google({ scopes: ['read', 'read write'] })],
  ['apps[0].providers.google.scopes[0]', 'an entry of its own', google({ scopes: ['read,write'] })],
  [
    'apps[0].providers.google.required_scopes[0]',
    'an entry of its own',
    google({ scopes: ['read'], required_scopes: ['read\twrite'] }),
  ],
  ['trusted_proxies[0]', '10.0.0.1/32', of({}, { trusted_proxies: ['10.0.0.1'] })],
  ...PLACES.map((place): [string, string, VaultConfig] => [
    'allow_private_network[0]',
    'must be host:port',
    of({}, { allow_private_network: [place] }),
  ]),
  ...NO_HOSTS.map((host): [string, string, VaultConfig] => [
    'apps[0].providers.google.api_hosts[1]',
    'as a URL has it',
    google({ api_hosts: ['api.example', host] }),
  ]),
  [
    'apps[0].providers.google.learned.host.host_suffixes[0]',
    'as a URL has it',
    google({ learned: { host: { from: 'host', host_suffixes: ['api.-example'] } } }),
  ],
  ['apps[0].policies', 'is undefined: give it a value, or leave it out', undefinedPolicies()],
  ['session_ttl', 'must be at least 5', of({}, { session_ttl: 1 })],
  ['session_ttl', 'must be at most 86400', of({}, { session_ttl: 86_401 })],
  ['provider_timeout', 'must be more than 0', of({}, { provider_timeout: 0 })],
  ['apps', 'must not be empty', of({}, { apps: [] })],
])('%s is reported at start: %s', async (setting, message, config) => {
  const failed = await createVault(config).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(ConfigError)
  const lines = String(failed instanceof Error && failed.message).split('\n')
  expect(
    lines.some((line) => line.startsWith(`${setting}: `) && line.includes(message)),
    lines.join(),
  ).toBe(true)
})

test.each([
  '127.0.0.1:4402',
  '[::1]:4402',
  'xn--mnchen-3ya.de',
  'localhost:1',
  'my_api:3000',
  'api.example.',
  `${'a.'.repeat(100)}example`,
])('a host as URLs have it: %s', (host) => {
  expect(isHost(host)).toBe(true)
  expect(new URL(`https://${host}`).host).toBe(host)
})

test.each<[string, string, unknown]>([
  ['apps[0].providers.__proto__', 'is no name', { providers: JSON.parse('{"__proto__":{"client_id":"x"}}') }],
  [
    'apps[0].providers.constructor',
    'cannot be the id of a provider',
    { providers: { constructor: { client_id: 'x', client_secret: 'y' } } },
  ],
  [
    'apps[0].providers.Google API',
    'must be 1 to 64 lower-case letters',
    { providers: { 'Google API': { client_id: 'x', client_secret: 'y' } } },
  ],
  [
    'apps[0].providers.google.scope_rules.implies.a*b*',
    'may contain at most one *',
    {
      providers: {
        google: { client_id: 'x', client_secret: 'y', scope_rules: { implies: { 'a*b*': ['c'] } } },
      },
    },
  ],
  ['apps[0].__proto__', 'is no name', JSON.parse('{"__proto__":{"database_keys_only":true}}')],
  [
    'apps[0].agents[0].api_key',
    'must be alter_key_agent_',
    { agents: [{ name: 'scout', api_key: 'alter_key_agent_short' }] },
  ],
  ['apps[0].agents[0].api_key', 'expected string or array', { agents: [{ name: 'scout', api_key: 7 }] }],
  ['apps[0].identity.audience', 'expected string or array', { identity: { ...APP.identity, audience: 7 } }],
])('%s is not passed over, and its own rule is told: %s', (setting, message, app) => {
  const config: unknown = { public_url: 'https://vault.example', apps: [withOwn(APP, app)] }
  expect(faultsOf(config)).toEqual([expect.stringMatching(message)])
  expect(faultsOf(config)[0]?.startsWith(`${setting}: `)).toBe(true)
})

/** A spread would make `__proto__` the prototype's. */
function withOwn(app: AppConfig, more: unknown): object {
  return JSON.parse(`${JSON.stringify(app).slice(0, -1)},${JSON.stringify(more).slice(1)}`)
}

test.each<[string, string, NodeJS.ProcessEnv]>([
  ['ALTER_METRICS_TOKEN', 'at least 16', { ALTER_METRICS_TOKEN: 'short' }],
  ['ALTER_METRICS_TOKEN', 'is the name of a variable', { ALTER_METRICS_TOKEN: '${METRICS_TOKEN}' }],
  ['HTTPS_PROXY', 'write %25', { HTTPS_PROXY: 'http://ada:100%@proxy.example:3128' }],
])('%s of the environment is checked at start too: %s', (name, message, environment) => {
  expect(faultsOf(of({}), environment)).toEqual([expect.stringMatching(`^${name}: .*${message}`)])
})

function faultsOf(config: unknown, environment: NodeJS.ProcessEnv = {}): string[] {
  try {
    resolveSettings(config, environment)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.message.split('\n') : []
  }
}
