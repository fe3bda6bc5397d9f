import { randomBytes } from 'node:crypto'
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { runCommand, writeConfig } from './commands.ts'
import { vaultTest } from './fixtures.ts'
import { ARGUMENTS, SILENT_PORT } from './processes.ts'
import { connectGoogle } from './system.ts'

const test = vaultTest()
  .extend('write', { auto: true }, async ({ system: { folder, config } }) => {
    function write(change: object = {}): Promise<void> {
      return writeConfig(folder, { port: SILENT_PORT, ...config, ...change })
    }
    await write()
    return write
  })
  .extend('run', ({ system }) => {
    return (...words: string[]): ReturnType<typeof runCommand> => {
      return runCommand(system.folder, words)
    }
  })

test.for(['init', 'start', 'apps', 'providers', 'keys', 'audit', 'backup', 'doctor'])(
  '%s says what it takes',
  async (command, { run }) => {
    const { code, stdout } = await run(command, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: alter-vault ${command}`)
  },
)

test.for<[string[], string]>([
  [['apps', 'kee'], 'It takes key'],
  [['keys', 'rotate', 'now'], 'It takes app or agent or rotate or reseal'],
  [['keys', 'rotate', '--json'], '--json belongs to keys rotate --data'],
  [['keys', '--data'], '--data belongs to keys rotate'],
  [['start', '--data'], 'start takes no --data'],
  [['doctor', 'now'], '"now" is not expected here'],
  [['audit', '--since', 'yesterday'], '--since must be an age such as 30m'],
  [['audit', '--since', '2026-02-31T08:00'], '--since must be an age such as 30m'],
  [['audit', '--limit', '0'], '--limit must be a number from 1 to 100000, not "0"'],
  [['apps', '--json'], 'apps takes no --json'],
  [['backup'], 'backup needs the name of the file to write'],
])('%s is not understood', async ([words, message], { run }) => {
  expect(await run(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('apps lists them with their users and connections, and makes keys', async ({ backend, run }) => {
  await connectGoogle(backend)
  const { code, stdout } = await run('apps')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^APP +NAME +USERS +ACTIVE GRANTS +PROVIDERS +ORIGINS$/m)
  expect(stdout).toMatch(/^demo +Daybreak +1 +1 +google, github +http:\/\/app\.localhost:4400, /m)
  const made = await run('apps', 'key')
  expect(made.stdout).toMatch(/alter_key_app_[\w-]{43}[\s\S]*api_key_sha256: [0-9a-f]{64}/)
})

test('providers lists them with the redirect URI to register', async ({ system, run }) => {
  const { stdout } = await run('providers')
  expect(stdout).toContain('redirect URI  http://vault.localhost:4401/sdk/oauth/callback/google')
  expect(stdout).not.toContain(system.provider.google.clientSecret)
  expect((await run('providers', 'catalog')).stdout).toMatch(/^google +Google$/m)
})

test('doctor finds nothing wrong with what works', async ({ run }) => {
  const { code, stdout } = await run('doctor')
  expect(stdout.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^ok +Node \d+/),
    expect.stringMatching(/^ok +configuration .*alter\.yaml$/),
    expect.stringMatching(/^ok +database (SQLite in|PostgreSQL test_)/),
    expect.stringMatching(/^ok +master key$/),
    expect.stringMatching(/^ok +public_url http/),
    expect.stringMatching(/^note +public_url .*: nothing answers there: run alter-vault start/),
    expect.stringMatching(/^ok +demo: identity issuer http/),
    expect.stringMatching(/^ok +demo: Wallet$/),
    expect.stringMatching(
      /^note +demo: Wallet: its users have no Wallet\. Register the vault at .*client_id/,
    ),
    expect.stringMatching(/^ok +demo: provider google$/),
    expect.stringMatching(/^ok +demo: provider github$/),
  ])
  expect(code).toBe(0)
})

test('doctor names what is wrong, and exits with 1', async ({ write, run }) => {
  await write({ master_key: randomBytes(32).toString('base64'), allow_private_network: false })
  const { code, stdout } = await run('doctor')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^failed +master key: This master key does not open this data/m)
  expect(stdout).toMatch(/^failed +demo: provider google: .*private network/m)
})

test('12.20: doctor names a client secret that the provider refuses, the setting and the fix', async ({
  system,
  write,
  run,
}) => {
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  const google = { ...app.providers['google'], client_secret: 'yesterdays-secret' }
  await write({ apps: [{ ...app, providers: { ...app.providers, google } }] })
  const { code, stdout } = await run('doctor')
  expect(stdout).toMatch(
    /^failed +demo: provider google: Google .* Compare client_id and client_secret of demo: providers\.google /m,
  )
  expect(stdout).toMatch(/^ok +demo: provider github$/m)
  expect(stdout).not.toContain('yesterdays-secret')
  expect(code).toBe(1)
})

test('12.4: doctor notes a provider that is asked without PKCE', async ({ system, write, run }) => {
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  const google = { ...app.providers['google'], pkce: false }
  await write({ apps: [{ ...app, providers: { ...app.providers, google } }] })
  const { code, stdout } = await run('doctor')
  expect(stdout).toMatch(/^note +demo: provider google: pkce is false, so anybody/m)
  expect(stdout).not.toMatch(/^note +demo: provider github/m)
  expect(code).toBe(0)
})

test('a database that cannot be reached is named, without its password', async ({ write, run }) => {
  await write({ database_url: 'postgres://alter:a-password@127.0.0.1:1/vault' })
  const { code, stderr } = await run('apps')
  expect(code).toBe(1)
  expect(stderr).toBe(
    'The database vault at 127.0.0.1:1 cannot be used (ECONNREFUSED): check DATABASE_URL.\n',
  )
})

test('backup on a PostgreSQL writes nothing and says what to run, without the password', async ({
  system,
  write,
  run,
}) => {
  await write({ database_url: 'postgres://alter:a-password@db.example:5433/vault?sslmode=require' })
  const { code, stdout, stderr } = await run('backup', "it's.dump")
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.split('\n')).toContain(
    String.raw`  pg_dump --schema=alter_vault --format=custom --file='it'\''s.dump' 'postgres://alter@db.example:5433/vault?sslmode=require'`,
  )
  expect(stderr).not.toContain('a-password')
  await expect(access(join(system.folder, "it's.dump"))).rejects.toMatchObject({ code: 'ENOENT' })
})

async function onTerminal(folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const command = [process.execPath, ...ARGUMENTS, 'providers'].map((word) => `'${word}'`).join(' ')
  // script(1) gives a program a terminal of its own.
  const { stdout } = await promisify(execFile)('script', ['--quiet', '--command', command, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment },
  })
  return stdout
}

test('colours only on a terminal, and not under NO_COLOR', async ({ system, run }) => {
  const escape = '\u001B['
  expect((await run('apps')).stdout).not.toContain(escape)
  expect(await onTerminal(system.folder, {})).toContain(escape)
  expect(await onTerminal(system.folder, { NO_COLOR: '1' })).not.toContain(escape)
})
