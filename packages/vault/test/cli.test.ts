import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Ended, runWords } from './commands.ts'
import { ARGUMENTS, CACHE } from './processes.ts'
import { listen } from './server.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alter-cli-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    ...CACHE,
    XDG_CONFIG_HOME: join(folder, 'home'),
    ...extra,
  }
}

function run(args: string[], extra: Record<string, string> = {}): Promise<Ended> {
  return runWords(folder, args, { XDG_CONFIG_HOME: join(folder, 'home'), ...extra })
}

const CONFIG = `public_url: http://localhost:4401
apps:
  - id: demo
    name: Demo
    api_key: alter_key_app_0123456789abcdef
    origins: [http://localhost:4400]
    identity:
      issuer: http://localhost:4402/identity
      audience: demo
    providers:
      google:
        client_id: one
        client_secret: two
`

/** Lists of lists, each of which names the one before ten times. */
const BOMB = ['a: &a [x]', 'b: &b', 'c: &c', 'd: &d', 'e: &e']
  .map((line, index) =>
    index === 0
      ? line
      : `${line} [${Array(10)
          .fill(`*${'abcd'[index - 1]}`)
          .join(', ')}]`,
  )
  .join('\n')

async function write(text: string | Uint8Array): Promise<void> {
  return writeFile(join(folder, 'alter.yaml'), text, { mode: 0o600 })
}

test('help lists the commands', async () => {
  const { code, stdout } = await run(['--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/Usage: alter-vault[\s\S]*init[\s\S]*start[\s\S]*ALTER_MASTER_KEY/)
})

test('an unknown command or option exits with 2', async () => {
  expect(await run(['stop'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no command "stop"'),
  })
  expect(await run(['start', '--prot', '1'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--prot'),
  })
})

test('a missing config file', async () => {
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr).toBe(
    'There is no config file alter.yaml. Make one with `alter-vault init`, or name one with --config.\n',
  )
})

test('a config file with a typo: file, line, and what is allowed', async () => {
  await write(CONFIG.replace('    origins:', '    orgins:'))
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/^alter\.yaml:3:5: apps\[0\]\.origins: is missing$/),
    expect.stringMatching(
      /^alter\.yaml:6:5: apps\[0\]\.orgins: is not a known setting; allowed: .*\borigins\b/,
    ),
    '',
  ])
})

test.each([
  ['session_ttl: 1\n', /^alter\.yaml:14:1: session_ttl: .*5/],
  ['audit_days: always\n', /^alter\.yaml:14:1: audit_days: must be a whole number of days .*or forever$/m],
  ['audit_days: 0\n', /^alter\.yaml:14:1: audit_days: must be a whole number of days .*or forever$/m],
  ['log: loud\n', /^alter\.yaml:14:1: log: .*"debug"/],
])('a wrong value: %s', async (line, message) => {
  await write(CONFIG + line)
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr).toMatch(message)
})

test.each<[string, string | Uint8Array, RegExp]>([
  [
    'a tag that nobody knows',
    CONFIG.replace('name: Demo', 'name: !env APP_NAME'),
    /:4:\d+: Unresolved tag: !env$/,
  ],
  [
    'an alias that names nothing',
    CONFIG.replace('name: Demo', 'name: *demo'),
    /:4:\d+: \*demo names nothing: no &demo comes before it$/,
  ],
  ['aliases that grow without end', BOMB, /: Excessive alias count/],
  [
    'bytes that are not UTF-8',
    Buffer.from(CONFIG.replace('Demo', 'Démo'), 'latin1'),
    / is not UTF-8: save it/,
  ],
  ['UTF-16', Buffer.from(`\uFEFF${CONFIG}`, 'utf16le'), / is not UTF-8: save it/],
])('a config file with %s is named, without a stack', async (_name, content, message) => {
  await write(content)
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr.split('\n')).toEqual([expect.stringMatching(message), ''])
  expect(stderr).toMatch(/^alter\.yaml/)
})

test('a config file that is a folder is no missing one', async () => {
  await mkdir(join(folder, 'alter.yaml'))
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^The config file alter\.yaml cannot be read: EISDIR/)
})

test('YAML that is broken', async () => {
  await write(CONFIG.replace('name: Demo', 'name: "Demo'))
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^alter\.yaml:\d+:\d+: .+\n$/)
})

test.each([
  [
    'an unknown provider',
    '      google:',
    '      gogle:',
    /^alter\.yaml:11:7: apps\[0\]\.providers\.gogle: is not in the catalog \(google, microsoft, /,
  ],
  [
    'missing credentials',
    '        client_id: one\n',
    '',
    /^alter\.yaml:11:7: apps\[0\]\.providers\.google\.client_id: .*ALTER_GOOGLE_CLIENT_ID/,
  ],
  [
    'an origin with a path',
    'http://localhost:4400',
    'http://localhost:4400/app',
    /^alter\.yaml:6:\d+: apps\[0\]\.origins\[0\]: .*without a path/,
  ],
  [
    'http away from this machine',
    'public_url: http://localhost',
    'public_url: http://vault.example',
    /^alter\.yaml:1:1: public_url: must be https/,
  ],
  [
    'no audience',
    '      audience: demo\n',
    '',
    /^alter\.yaml:7:5: apps\[0\]\.identity\.audience: set audience/,
  ],
  [
    'a short API key',
    'alter_key_app_0123456789abcdef',
    'secret',
    /^alter\.yaml:5:5: apps\[0\]\.api_key: must be alter_key_app_/,
  ],
])('%s', async (_name, from, to, message) => {
  await write(CONFIG.replace(from, to))
  const { code, stderr } = await run(['start'])
  expect(code).toBe(1)
  expect(stderr).toMatch(message)
  expect(stderr).not.toContain('    at ')
})

test('credentials come from the environment', async () => {
  await write(CONFIG.replace('        client_id: one\n        client_secret: two\n', '        scopes: []\n'))
  const started = await begin(['--port', '0'], {
    ALTER_GOOGLE_CLIENT_ID: 'one',
    ALTER_GOOGLE_CLIENT_SECRET: 'two',
  })
  expect(await started.stop()).toBe(0)
})

test('a port in use', async () => {
  await write(CONFIG)
  const server = await listen((_request, response) => void response.end())
  const { port } = server
  try {
    const { code, stderr } = await run(['start', '--port', String(port)])
    expect(code).toBe(1)
    expect(stderr).toBe(
      `Port ${port} on 127.0.0.1 is in use. Stop the program that uses it, or choose another port with --port.\n`,
    )
  } finally {
    await server.close()
  }
})

test('in production the master key is required', async () => {
  await write(CONFIG)
  const { code, stderr } = await run(['start'], { NODE_ENV: 'production' })
  expect(code).toBe(1)
  expect(stderr).toContain('ALTER_MASTER_KEY is required in production')
})

test('in development a master key is made outside the data folder, for its owner only', async () => {
  await write(CONFIG)
  const started = await begin(['--port', '0'])
  const health = await fetch(`${started.url}/health`)
  expect(await health.json()).toEqual({ status: 'ok' })
  expect(await started.stop()).toBe(0)
  const { mode } = await stat(join(folder, 'home/alter/master.key'))
  expect(mode & 0o777).toBe(0o600)

  const wrong = await run(['start', '--port', '0'], { ALTER_MASTER_KEY: randomBytes(32).toString('base64') })
  expect(wrong).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('This master key does not open this data'),
  })
})

const FLAGS = [
  '--origin',
  'http://localhost:3000',
  '--issuer',
  'https://acme.eu.auth0.com/',
  '--provider',
  'google',
]

test('init writes a config with the hash of the key it prints', async () => {
  const { code, stdout } = await run(['init', ...FLAGS])
  expect(code).toBe(0)
  const [key = ''] = /alter_key_app_[\w-]{43}/.exec(stdout) ?? []
  const written = await readFile(join(folder, 'alter.yaml'), 'utf8')
  expect(key).not.toBe('')
  expect(written).not.toContain(key)
  expect((await stat(join(folder, 'alter.yaml'))).mode & 0o777).toBe(0o600)
  expect(await run(['init', ...FLAGS])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('already exists'),
  })
  // What is left to fill in is named.
  expect(await run(['start'])).toMatchObject({ code: 1, stderr: expect.stringContaining('client_id') })
})

async function begin(
  args: string[],
  extra: Record<string, string> = {},
): Promise<{ url: string; stop(): Promise<number | null> }> {
  const child = spawn(process.execPath, [...ARGUMENTS, 'start', ...args], {
    cwd: folder,
    env: environment(extra),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /serves \S+ on (http:\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    child.stdout.resume()
    return {
      url,
      async stop() {
        child.kill('SIGTERM')
        const [code] = await exited
        return code
      },
    }
  }
  throw new Error('the vault never said where it listens')
}
