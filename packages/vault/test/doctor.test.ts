import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createVault, type VaultConfig } from '@alter/vault'
import { resolveSettings } from '../src/config/settings.ts'
import { addressRule } from '../src/outbound/address.ts'
import { temporaryFolder } from './folder.ts'
import { runCommand } from './commands.ts'
import { spawnCommand } from './processes.ts'
import { listen } from './server.ts'

type Server = Awaited<ReturnType<typeof listen>>

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let issuer: Server
let config: VaultConfig
/** What the issuer's answers have for a date. */
let date: string | undefined
/** What its token endpoint says to a code that nobody issued. */
let tokenError: string
/** Where its users sign out. */
let endSession: string | undefined
beforeEach(async () => {
  folder = await temporaryFolder()
  date = undefined
  tokenError = 'invalid_grant'
  endSession = 'http://localhost:9/end'
  issuer = await listen(({ url = '' }, response) => {
    if (date !== undefined) response.setHeader('date', date)
    const origin = `http://localhost:${issuer.port}`
    const body = url.includes('openid-configuration')
      ? {
          issuer: origin,
          jwks_uri: `${origin}/keys`,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          end_session_endpoint: endSession,
        }
      : url === '/keys'
        ? { keys: [] }
        : { error: tokenError }
    if ('error' in body) response.statusCode = 400
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  })
  const origin = `http://localhost:${issuer.port}`
  config = {
    public_url: 'http://localhost:4491',
    port: 4491,
    data_dir: join(folder.path, 'data'),
    master_key: randomBytes(32).toString('base64'),
    allow_private_network: [`localhost:${issuer.port}`],
    log: 'silent',
    apps: [
      {
        id: 'app',
        name: 'App',
        api_key: 'alter_key_app_0123456789abcdef',
        origins: ['http://localhost:4400'],
        identity: { issuer: origin, audience: 'app', client_id: 'vault', client_secret: 'secret' },
        providers: {
          acme: { issuer: origin, client_id: 'me', client_secret: 'secret', api_hosts: ['api.acme.test'] },
        },
      },
    ],
  }
})
afterEach(async () => {
  await issuer.close()
  await folder[Symbol.asyncDispose]()
})

interface Report {
  ok: boolean
  findings: { status: string; check: string; setting: string; message?: string }[]
}

async function doctor(
  changed: object = {},
  run: typeof runCommand = runCommand,
): Promise<{ code: number; report: Report }> {
  const path = join(folder.path, 'alter.yaml')
  await writeFile(path, JSON.stringify({ ...config, ...changed }), { mode: 0o600 })
  const { code, stdout } = await run(folder.path, ['doctor', '--json'], {
    XDG_CONFIG_HOME: join(folder.path, 'home'),
  })
  const report: Report = JSON.parse(stdout)
  return { code, report }
}

function failed({ findings }: Report): string[] {
  return findings.flatMap(({ status, setting, message = '' }) =>
    status === 'failed' ? [`${setting} | ${message}`] : [],
  )
}

/** A vault has run here, and is closed. */
async function begin(): Promise<void> {
  await (await createVault(config)).close()
}

function change(app: Partial<VaultConfig['apps'][number]>): Partial<VaultConfig> {
  return { apps: config.apps.map((each) => ({ ...each, ...app })) }
}

test('14.10 doctor: all is well, and each finding names its setting', async () => {
  await begin()
  const { code, report } = await doctor({}, spawnCommand)
  expect(failed(report)).toEqual([])
  expect(code).toBe(0)
  expect(report.ok).toBe(true)
  expect(report.findings.filter(({ status }) => status === 'ok').map(({ setting }) => setting)).toEqual([
    'node',
    '--config',
    'data_dir',
    'ALTER_MASTER_KEY',
    'public_url',
    'apps[0].identity.issuer',
    'apps[0].identity.client_id',
    'apps[0].providers.acme',
  ])
})

describe('14.10 doctor changes nothing', () => {
  test('before the first start: no folder, no database, no key', async () => {
    const before = await readdir(folder.path)
    const { code, report } = await doctor({ master_key: undefined })
    expect(code).toBe(1)
    expect(failed(report)).toEqual([
      expect.stringMatching(
        /^data_dir \| data_dir: there is no folder .*data\. .*alter-vault start makes it/,
      ),
    ])
    expect(report.findings).toContainEqual(
      expect.objectContaining({ status: 'note', message: expect.stringContaining('there is none yet') }),
    )
    expect((await readdir(folder.path)).filter((name) => name !== 'alter.yaml')).toEqual(before)
  })

  test('a stopped database: no file beside it, and no byte of it', async () => {
    await begin()
    const data = join(folder.path, 'data')
    const file = join(data, 'vault.db')
    const before = { names: await readdir(data), bytes: await readFile(file), at: (await stat(file)).mtimeMs }
    expect((await doctor()).code).toBe(0)
    expect(await readdir(data)).toEqual(before.names)
    expect((await readFile(file)).equals(before.bytes)).toBe(true)
    expect((await stat(file)).mtimeMs).toBe(before.at)
  })

  test('beside a running vault', async () => {
    const vault = await createVault(config)
    try {
      const data = join(folder.path, 'data')
      const names = await readdir(data)
      expect((await doctor()).code).toBe(0)
      expect(await readdir(data)).toEqual(names)
    } finally {
      await vault.close()
    }
  })
})

test.each([
  [
    'a placeholder issuer',
    { issuer: 'https://example.auth0.com/' },
    'is still the placeholder: set it to the issuer',
  ],
  ['another placeholder', { issuer: 'https://login.example.com' }, 'is still the placeholder'],
])('14.10 doctor: %s', async (_name, identity, message) => {
  await begin()
  const { code, report } = await doctor(change({ identity: { ...identity, audience: 'app' } }))
  expect(code).toBe(1)
  expect(failed(report)).toEqual([
    expect.stringMatching(new RegExp(`^apps\\[0\\]\\.identity\\.issuer \\| .*${message}`)),
  ])
})

test('14.10 doctor: an issuer on a private network says what allows it', async () => {
  await begin()
  const { code, report } = await doctor({ allow_private_network: false })
  expect(code).toBe(1)
  expect(failed(report)[0]).toContain(
    `apps[0].identity.issuer is on a private network, which this vault may not call. If it is yours: allow_private_network: ['localhost:${issuer.port}']`,
  )
})

test.each([
  ['https://10.1.2.3', '10.1.2.3:443'],
  ['https://[fd00::1]/realm', '[fd00::1]:443'],
  ['https://[fd00::1]:8443', '[fd00::1]:8443'],
  ['http://[::1]', '[::1]:80'],
])(
  '14.10 doctor: for a private issuer %s it says an entry that the configuration takes',
  async (address, entry) => {
    await begin()
    const identity = { issuer: address, audience: 'app' }
    const { report } = await doctor({ ...change({ identity }), allow_private_network: false })
    expect(failed(report).join()).toContain(`allow_private_network: ['${entry}']`)
    const { allowPrivateNetwork } = resolveSettings({ ...config, allow_private_network: [entry] }, {})
    const { hostname } = new URL(address)
    const host = hostname.replaceAll(/[[\]]/g, '')
    expect(addressRule(allowPrivateNetwork)(host, host, /\d+$/.exec(entry)?.[0] ?? '')).toBe(true)
  },
)

test('14.10 doctor: a provider without hosts', async () => {
  await begin()
  const [app] = config.apps
  const { api_hosts: _, ...acme } = app?.providers['acme'] ?? {}
  const { code, report } = await doctor(change({ providers: { acme } }))
  expect(code).toBe(1)
  expect(failed(report)).toEqual([
    expect.stringMatching(/^apps\[0\]\.providers\.acme \| .*api_hosts is empty.*list the hosts/),
  ])
})

test.each([
  ['ahead', -300_000],
  ['behind', 300_000],
])('14.10 doctor: a clock that is 5 minutes %s', async (word, off) => {
  await begin()
  date = new Date(Date.now() + off).toUTCString()
  const { code, report } = await doctor()
  expect(code).toBe(1)
  expect(failed(report)).toEqual([
    expect.stringMatching(new RegExp(`the clock of this machine is (29|30)\\d seconds ${word}.*NTP`)),
  ])
})

async function answering(body: unknown): Promise<Server> {
  return listen((_request, response) => void response.end(JSON.stringify(body)))
}

describe('14.10 doctor: public_url', () => {
  test('where this vault answers', async () => {
    await begin()
    let url = ''
    const server = await listen(
      (_request, response) => void response.end(JSON.stringify({ servers: [{ url }] })),
    )
    url = `http://localhost:${server.port}`
    const { code, report } = await doctor({ public_url: url })
    expect(failed(report)).toEqual([])
    expect(report.findings).not.toContainEqual(expect.objectContaining({ status: 'note' }))
    expect(code).toBe(0)
    await server.close()
  })

  test('if another server answers', async () => {
    await begin()
    const server = await answering('hello')
    const { code, report } = await doctor({ public_url: `http://localhost:${server.port}` })
    expect(code).toBe(1)
    expect(failed(report)).toEqual([
      expect.stringMatching(/^public_url \| what answers there is not a vault \(status 200\)/),
    ])
    await server.close()
  })

  test('where another vault answers', async () => {
    await begin()
    const server = await answering({ servers: [{ url: 'http://localhost:1' }] })
    const { report } = await doctor({ public_url: `http://localhost:${server.port}/vault` })
    expect(failed(report)).toEqual([
      expect.stringContaining('another vault answers there: its public_url is http://localhost:1'),
    ])
    await server.close()
  })

  test('where nothing answers, though the vault runs', async () => {
    await begin()
    const server = await answering({ servers: [{ url: 'http://localhost:1' }] })
    const { report } = await doctor({ public_url: 'http://localhost:9', port: server.port })
    expect(failed(report)).toEqual([
      expect.stringContaining(`nothing answers there, and a vault runs on 127.0.0.1:${server.port}`),
    ])
    await server.close()
  })

  test('where nothing answers yet, on this machine, is a note', async () => {
    await begin()
    const { code, report } = await doctor({ public_url: 'http://localhost:9', port: 9 })
    expect(code).toBe(0)
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        status: 'note',
        setting: 'public_url',
        message: expect.stringContaining('alter-vault start'),
      }),
    )
  })
})

test('14.10 doctor: a master key that does not open the data', async () => {
  await begin()
  const { code, report } = await doctor({ master_key: randomBytes(32).toString('base64') })
  expect(code).toBe(1)
  expect(failed(report)).toEqual([expect.stringContaining('This master key does not open this data')])
})

test('14.10 doctor: a config that cannot be read is a finding too', async () => {
  const { code, report } = await doctor({ session_ttl: 1 })
  expect(code).toBe(1)
  expect(failed(report)).toEqual([expect.stringMatching(/^--config \| .*session_ttl/)])
})

function withIdentity(identity: object): object {
  const [app] = config.apps
  return { apps: [{ ...app, identity: { issuer: app?.identity.issuer, audience: 'app', ...identity } }] }
}
function walletFindings({ findings }: Report): Report['findings'] {
  return findings.filter(({ check }) => check === 'app: Wallet')
}

describe('17.6 the Wallet', () => {
  test('that an app lacks is a note that says what to register, and where to put what', async () => {
    const { report } = await doctor(withIdentity({}))
    const [, note] = walletFindings(report)
    expect(note).toMatchObject({ status: 'note', setting: 'apps[0].identity.client_id' })
    expect(note?.message).toContain('http://localhost:4491/wallet/callback/app')
    expect(note?.message).toContain('client_id and client_secret')
  })

  test('is ok if the issuer accepts its client; a missing sign-out at the issuer is noted', async () => {
    expect(walletFindings((await doctor()).report)).toMatchObject([{ status: 'ok' }])
    endSession = undefined
    expect(walletFindings((await doctor()).report)).toMatchObject([
      { status: 'ok' },
      { status: 'note', message: expect.stringContaining('end_session_endpoint') },
    ])
  })

  test('whose client the issuer refuses fails with the setting', async () => {
    tokenError = 'invalid_client'
    const { code, report } = await doctor()
    expect(code).toBe(1)
    expect(walletFindings(report)).toMatchObject([
      { status: 'failed', setting: 'apps[0].identity.client_id' },
    ])
    expect(walletFindings(report)[0]?.message).toContain('client_id and client_secret of apps[0].identity')
  })

  test.each([
    [{ client_secret: 'secret' }, 'client_id'],
    [{ client_id: 'vault', client_authentication: 'client_secret_post' }, 'client_secret'],
  ])('a client of which a part is missing names the setting: %j', async (identity, setting) => {
    const { report } = await doctor(withIdentity(identity))
    expect(failed(report).join(' ')).toContain(`apps[0].identity.${setting}`)
  })
})
