import { spawn } from 'node:child_process'
import { on, once } from 'node:events'
import { closeSync, existsSync, openSync, watch } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { diskFault } from '../src/cli/disk-fault.ts'
import { choicesOf, configText } from '../src/cli/init.ts'
import { nearest } from '../src/cli/nearest.ts'
import { resolveSettings } from '../src/config/settings.ts'
import { temporaryFolder } from './folder.ts'
import { runCommand } from './commands.ts'
import { ARGUMENTS, CACHE, spawnCommand } from './processes.ts'
import { listen } from './server.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder[Symbol.asyncDispose]())

const COMMANDS = [
  'init',
  'start',
  'apps',
  'providers',
  'agents',
  'keys',
  'audit',
  'approvals',
  'backup',
  'doctor',
  'panic',
]

test('14.10 --version prints that of the package, and nothing else', async () => {
  const about: unknown = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'))
  expect(await spawnCommand(folder.path, ['--version'])).toMatchObject({
    code: 0,
    stdout: `${Object(about).version}\n`,
  })
})

test.each(COMMANDS)('14.10 %s --help has one heading "Options", with those of all', async (command) => {
  const { stdout } = await runCommand(folder.path, [command, '--help'])
  expect(stdout.match(/^Options/gm)).toEqual(['Options'])
  expect(stdout).toMatch(/-c, --config[\s\S]*-h, --help/)
  // Nothing but options stands below it, and all names begin in one column.
  const [, below = ''] = stdout.split(/^Options\n/m)
  const lines = below.trimEnd().split('\n')
  expect(lines.filter((line) => !/^ {2}(-\w, | {4})--\w/.test(line))).toEqual([])
})

test.each([
  [['start', '--prot', '1'], 'There is no option --prot. Did you mean --port?'],
  [['init', '--orgin', 'x'], 'There is no option --orgin. Did you mean --origin?'],
  [['doctor', '--jsn'], 'There is no option --jsn. Did you mean --json?'],
  [['start', '--zzzzzz'], 'There is no option --zzzzzz.\n'],
  [['docter'], 'Did you mean doctor?'],
  [['apps', '--hots', 'x'], 'Did you mean --host?'],
])('14.10 %s names the nearest', async (words, message) => {
  expect(await runCommand(folder.path, words)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  })
})

test('14.10 nearest: a slip, not a guess', () => {
  expect(nearest('confg', ['config', 'host'])).toBe('config')
  expect(nearest('hsot', ['config', 'host'])).toBe('host')
  expect(nearest('xy', ['config', 'host'])).toBeUndefined()
})

test.each([['--help'], ['keys', '--help'], ['providers', 'catalog'], ['--nothing']])(
  '14.10 %s %s is silent when the reader stops',
  async (...words) => {
    const child = spawn(process.execPath, [...ARGUMENTS, ...words], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], ...CACHE },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    let said = ''
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    await once(child, 'close')
    expect(said).not.toMatch(/EPIPE|^\s+at /m)
  },
)

test.for([
  ['SQLITE_FULL', 'The disk is full'],
  ['53100', 'The disk is full'],
  ['SQLITE_READONLY_DBMOVED', 'cannot be written'],
  ['SQLITE_IOERR_WRITE', 'failed'],
])('a disk that answers %s is told without a stack', ([code, words]) => {
  const cause = Object.assign(new Error('of the driver'), { code })
  expect(diskFault(new Error('the database could not be migrated', { cause }))).toContain(words)
  expect(diskFault(new Error('another'))).toBeNull()
})

/** A standard output that takes nothing: of a full disk where the system has one, else of a file that is only read. */
function openFull(): number {
  return existsSync('/dev/full') ? openSync('/dev/full', 'w') : openSync(import.meta.filename, 'r')
}

test('output that cannot be written, as on a full disk, is one line and exit code 1', async () => {
  const full = openFull()
  try {
    const child = spawn(process.execPath, [...ARGUMENTS, 'providers', 'catalog'], {
      env: { PATH: process.env['PATH'], ...CACHE },
      stdio: ['ignore', full, 'pipe'],
    })
    if (!child.stderr) throw new Error('no stream')
    const said = readAll(child.stderr)
    await once(child, 'close')
    expect(await said).toMatch(/^Some of the output could not be written: E[A-Z]+[^\n]*\n$/)
    expect(child.exitCode).toBe(1)
  } finally {
    closeSync(full)
  }
})

test('a vault serves, and ends when it is told to, on a disk that is full of its log', async () => {
  await writeConfig()
  const free = await listen((_request, response) => void response.end())
  const { port } = free
  await free.close()
  const full = openFull()
  const child = spawn(
    process.execPath,
    [...ARGUMENTS, 'start', '--port', String(port), '--config', join(folder.path, 'alter.yaml')],
    {
      env: { PATH: process.env['PATH'], XDG_CONFIG_HOME: join(folder.path, 'home'), ...CACHE },
      stdio: ['ignore', full, 'ignore'],
    },
  )
  const ended = once(child, 'exit')
  try {
    function ask(): Promise<number> {
      return fetch(`http://127.0.0.1:${port}/sdk/grants`).then(({ status }) => status)
    }
    await expect.poll(() => ask().catch(() => 0)).toBe(401)
    // Each is a line of the log.
    for (let asked = 0; asked < 5; asked += 1) expect(await ask()).toBe(401)
    child.kill('SIGTERM')
    await ended
    expect(child.exitCode).toBe(0)
  } finally {
    child.kill('SIGKILL')
    closeSync(full)
  }
})

/** Of a test, in place of a real one. */
function terminal(): {
  input: PassThrough & { isTTY?: boolean }
  output: PassThrough
  shown: () => string
} {
  const input: PassThrough & { isTTY?: boolean } = new PassThrough()
  input.isTTY = true
  const output = new PassThrough()
  let text = ''
  output.on('data', (chunk) => (text += String(chunk)))
  return { input, output, shown: () => text }
}

const FLAGS = [
  '--origin',
  'http://localhost:3000',
  '--issuer',
  'https://acme.eu.auth0.com/',
  '--provider',
  'google',
]

describe('14.10 init', () => {
  test('with flags, it writes a config that the vault accepts after the credentials are set', async () => {
    const more = [
      '--origin',
      'https://app.acme.test',
      '--provider',
      'github,slack',
      '--name',
      'Acme: "the" app',
    ]
    const { code, stdout } = await runCommand(folder.path, ['init', ...FLAGS, ...more])
    expect(code).toBe(0)
    expect(stdout).toContain('http://localhost:4401/sdk/oauth/callback/slack')
    const written: unknown = parse(await readFile(join(folder.path, 'alter.yaml'), 'utf8'))
    const [app] = Object(written).apps
    expect(app).toMatchObject({
      name: 'Acme: "the" app',
      origins: ['http://localhost:3000', 'https://app.acme.test'],
      identity: { issuer: 'https://acme.eu.auth0.com/', audience: 'my-app' },
    })
    expect(Object.keys(app.providers)).toEqual(['google', 'github', 'slack'])
    for (const provider of Object.values(app.providers)) {
      Object.assign(Object(provider), { client_id: 'one', client_secret: 'two' })
    }
    expect(resolveSettings(written, {}).apps).toHaveLength(1)
  })

  test('without them, and without a terminal, writes placeholders and says so', async () => {
    const { code, stdout } = await runCommand(folder.path, ['init', '--origin', 'http://localhost:5173'])
    expect(code).toBe(0)
    expect(stdout).toContain('the issuer is a placeholder')
    const file = join(folder.path, 'alter.yaml')
    const text = await readFile(file, 'utf8')
    const [app] = Object(parse(text)).apps
    expect(app).toMatchObject({
      origins: ['http://localhost:5173'],
      identity: { issuer: 'https://example.auth0.com/' },
      providers: { google: {} },
    })
    await writeFile(file, text.replaceAll("''", 'some'))
    const doctor = await runCommand(folder.path, ['doctor'])
    expect(doctor.code).toBe(1)
    expect(doctor.stdout + doctor.stderr).toContain('is still the placeholder')
  })

  test.each([
    [
      ['--origin', 'http://app.acme.test'],
      '--origin: http://app.acme.test must be https, except on localhost',
    ],
    [
      ['--origin', 'http://localhost:3000/app'],
      '--origin: http://localhost:3000/app must be only scheme, host and port',
    ],
    [['--issuer', 'acme.eu.auth0.com'], '--issuer: "acme.eu.auth0.com" is not a web address'],
    [['--provider', 'gogle'], 'Did you mean google?'],
    [['--public-url', 'vault'], '--public-url: "vault" is not a web address'],
  ])('%s is refused by name', async (words, message) => {
    const { code, stderr } = await runCommand(folder.path, ['init', ...words])
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(await readdir(folder.path)).toEqual([])
  })

  test('on a terminal, it asks for missing values, and asks again after a wrong answer', async () => {
    const { input, output, shown } = terminal()
    const asked = choicesOf({ config: 'alter.yaml', provider: ['github'] }, { input, output })
    await vi.waitFor(() => expect(shown()).toContain("Origin of your app's pages (http://localhost:3000): "))
    input.write('\r')
    await vi.waitFor(() => expect(shown()).toContain('Issuer that signs'))
    input.write('acme\r')
    await vi.waitFor(() => expect(shown()).toContain('"acme" is not a web address'))
    input.write('https://acme.eu.auth0.com/\r')
    const choices = await asked
    expect(choices).toMatchObject({
      origins: ['http://localhost:3000'],
      issuer: 'https://acme.eu.auth0.com/',
      providers: ['github'],
    })
    expect(configText(choices, 'a'.repeat(64))).toContain('issuer: https://acme.eu.auth0.com/')
  })

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s leaves nothing behind', async (_name, key) => {
    const { input, output, shown } = terminal()
    const asked = choicesOf({ config: 'alter.yaml' }, { input, output })
    await vi.waitFor(() => expect(shown()).toContain('Origin'))
    input.write(key)
    await expect(asked).rejects.toThrow('Nothing was written.')
  })
})

/** Writes the config of a vault on SQLite; nobody is asked. */
async function writeConfig(): Promise<void> {
  const about = { id: 'app', name: 'App', api_key: 'alter_key_app_0123456789abcdef', origins: [] }
  const identity = { issuer: 'http://localhost:1', audience: 'app' }
  const config = {
    public_url: 'http://localhost:4491',
    data_dir: join(folder.path, 'data'),
    apps: [{ ...about, identity, providers: {} }],
  }
  await writeFile(join(folder.path, 'alter.yaml'), JSON.stringify(config), { mode: 0o600 })
}

test.each(['SIGINT', 'SIGTERM'] as const)('14.10 backup: %s leaves no half file', async (signal) => {
  await writeConfig()
  const environment = { XDG_CONFIG_HOME: join(folder.path, 'home') }
  await runCommand(folder.path, ['apps'], environment)
  // The copy waits for the database until the signal is sent.
  const database = new Database(join(folder.path, 'data/vault.db'))
  database.pragma('locking_mode = exclusive')
  database.exec('begin exclusive')
  const path = join(folder.path, 'alter.yaml')
  const watcher = watch(folder.path)
  const changes = on(watcher, 'change', { signal: AbortSignal.timeout(30_000) })
  const child = spawn(process.execPath, [...ARGUMENTS, 'backup', 'copy.db', '--config', path], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], ...environment, ...CACHE },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'close')
  const said = readAll(child.stderr)
  for await (const [, name] of changes) if (name === 'copy.db.partial') break
  watcher.close()
  // By now the copy itself waits, and with it the whole process, which cannot take the signal yet.
  await sleep(500)
  child.kill(signal)
  database.close()
  await ended
  expect(await said).toContain('Interrupted: nothing was written.')
  expect(child.exitCode).toBe(1)
  expect((await readdir(folder.path)).filter((name) => name.startsWith('copy.db'))).toEqual([])
})

test('14.10 backup: what a killed one left is named with what to do, and is not written over', async () => {
  await writeConfig()
  const environment = { XDG_CONFIG_HOME: join(folder.path, 'home') }
  await runCommand(folder.path, ['apps'], environment)
  const left = join(folder.path, 'copy.db.partial')
  await writeFile(left, 'half')
  const { code, stderr } = await runCommand(folder.path, ['backup', 'copy.db'], environment)
  expect(code).toBe(1)
  expect(stderr).toContain(
    'copy.db.partial already exists: another backup writes it now, or one that was killed left it',
  )
  expect(await readFile(left, 'utf8')).toBe('half')
})

test('14.10 backup: a copy is there whole or not at all', async () => {
  await writeConfig()
  expect(
    await runCommand(folder.path, ['backup', 'copy.db'], { XDG_CONFIG_HOME: join(folder.path, 'home') }),
  ).toMatchObject({ code: 0 })
  expect((await readdir(folder.path)).toSorted()).toEqual(['alter.yaml', 'copy.db', 'data'])
  expect(
    await runCommand(folder.path, ['backup', 'copy.db'], { XDG_CONFIG_HOME: join(folder.path, 'home') }),
  ).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('already exists'),
  })
})
