import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createApp, CreateError } from '../src/create.ts'
import { writeTemplates } from '../templates.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alter-create-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('14.3 an unknown template is refused with a list of templates', async () => {
  await expect(createApp({ folder: join(folder, 'app'), template: 'svelte' })).rejects.toThrow(
    'There is no template "svelte"; there are react-express, hono-html, next.',
  )
})

test('14.3 a folder that is not empty is not changed', async () => {
  await writeFile(join(folder, 'mine.txt'), 'mine')
  await expect(createApp({ folder })).rejects.toThrow('is not empty: name a new folder.')
  expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
})

test('14.3 npm looks for no package of ours in the registry if the folder of --packages lacks one', async () => {
  const packages = join(folder, 'tarballs')
  const app = join(folder, 'app')
  await expect(createApp({ folder: app, packages })).rejects.toThrow(
    `${packages} cannot be read (ENOENT): name the folder of pnpm pack:all.`,
  )
  await mkdir(packages)
  for (const name of ['connect', 'connect-react', 'sdk', 'vault', 'provider']) {
    await writeFile(join(packages, `alter-${name}-0.1.0.tgz`), '')
  }
  await expect(createApp({ folder: app, packages })).rejects.toThrow(
    `${packages} has no tarball of @alter/protocol: run pnpm pack:all ${packages}`,
  )
  for (const name of ['alter-protocol-0.1.0.tgz', 'alter-vault-0.2.0.tgz']) {
    await writeFile(join(packages, name), '')
  }
  await expect(createApp({ folder: app, packages })).rejects.toThrow('leave one of them there')
  await expect(readdir(app)).rejects.toThrow('ENOENT')
})

test.each(['.hidden', 'with space', 'ünï', 'ends.', 'node_modules', 'NUL', 'con.app', 'com1'])(
  '14.3 %s is no name of a package',
  async (name) => {
    await expect(createApp({ folder: join(folder, name) })).rejects.toThrow('cannot be the name of a package')
  },
)

test('14.3 a folder that cannot be created is named', async () => {
  const file = join(folder, 'file')
  await writeFile(file, 'mine')
  for (const target of [file, join(file, 'app')]) {
    await expect(createApp({ folder: target })).rejects.toThrow(/cannot be used as a folder \(E\w+\)/)
    await expect(createApp({ folder: target })).rejects.toThrow(CreateError)
  }
  expect(await readFile(file, 'utf8')).toBe('mine')
})

test('14.3 names that nobody owns on npm are not written without --packages', async () => {
  const app = join(folder, 'app')
  const cli = new URL('../src/cli.ts', import.meta.url).pathname
  const started = promisify(execFile)(process.execPath, [cli, app])
  await expect(started).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^The packages of Alter are not on npm yet.*--packages/s),
  })
  await expect(readdir(app)).rejects.toThrow('ENOENT')
})

test.each(['react-express', 'hono-html', 'next'])(
  '14.3 %s has versions, and nothing of a workspace',
  async (name) => {
    await writeTemplates(pathToFileURL(`${folder}/`))
    const manifest = await readFile(join(folder, name, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/catalog:|workspace:|undefined/)
    expect(JSON.parse(manifest)).toMatchObject({
      dependencies: {
        '@alter/vault': expect.stringMatching(/^\^\d/),
        'better-sqlite3': expect.stringMatching(/^\d/),
      },
    })
    expect(await readFile(join(folder, name, 'services.js'), 'utf8')).toContain('createVault')
  },
)

const settings: {
  googleCredentials(environment: NodeJS.ProcessEnv): unknown
  identityOf(environment: NodeJS.ProcessEnv): unknown
  isThisMachine(host: string | null | undefined): boolean
} = await import(new URL('../templates/shared/settings.js', import.meta.url).href)

test.each([
  [{ ALTER_GOOGLE_CLIENT_ID: 'one' }, 'ALTER_GOOGLE_CLIENT_SECRET is missing in .env'],
  [{ ALTER_GOOGLE_CLIENT_SECRET: 'two' }, 'ALTER_GOOGLE_CLIENT_ID is missing in .env'],
  [
    { ALTER_GOOGLE_CLIENT_ID: 'one', ALTER_GOOGLE_CLIENT_SECRET: '' },
    'ALTER_GOOGLE_CLIENT_SECRET is missing',
  ],
])('14.4 half of the credentials of Google is no local provider: %j', (environment, message) => {
  expect(() => settings.googleCredentials(environment)).toThrow(message)
})

test.each([
  [{ ALTER_ISSUER: 'https://issuer.example.com' }, 'ALTER_AUDIENCE is missing in .env'],
  [{ ALTER_AUDIENCE: 'app' }, 'ALTER_ISSUER is missing in .env'],
])('14.4 half of an identity provider is not the local one: %j', (environment, message) => {
  expect(() => settings.identityOf(environment)).toThrow(message)
})

test('14.3 without credentials the local provider plays both, with them nobody does', () => {
  expect(settings.googleCredentials({ ALTER_GOOGLE_CLIENT_ID: '' })).toBeUndefined()
  expect(settings.identityOf({})).toBeUndefined()
  expect(
    settings.googleCredentials({ ALTER_GOOGLE_CLIENT_ID: 'one', ALTER_GOOGLE_CLIENT_SECRET: 'two' }),
  ).toEqual({ client_id: 'one', client_secret: 'two' })
  expect(settings.identityOf({ ALTER_ISSUER: 'https://i.example', ALTER_AUDIENCE: 'app' })).toEqual({
    issuer: 'https://i.example',
    audience: 'app',
  })
})

test.each(['localhost:3000', 'LOCALHOST', '127.0.0.1:3000', '[::1]:3000'])(
  '14.3 %s is this machine',
  (host) => {
    expect(settings.isThisMachine(host)).toBe(true)
  },
)

test.each([
  'evil.example:3000',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.nip.io:3000',
  'localhost:3000@evil.example',
  'localhost:3000, evil.example',
  '',
  undefined,
  null,
])(
  '14.3 nobody is Ada under another name of this machine, as a page of another site can choose one: %s',
  (host) => {
    expect(settings.isThisMachine(host)).toBe(false)
  },
)

test.each(['react-express/server.js', 'hono-html/server.js', 'next/alter.ts'])(
  '14.3 %s signs Ada in on this machine only',
  async (path) => {
    const code = await readFile(new URL(`../templates/${path}`, import.meta.url), 'utf8')
    const [, signIn = ''] = /function userToken\([^]*?\{\n([^]*?)\n\}/.exec(code) ?? []
    expect(signIn).toMatch(/return isThisMachine\(.+get\('host'\)\) \? \S+ : undefined$/)
  },
)

const ports: { checkPorts(ports: Record<string, string>): Promise<void> } = await import(
  new URL('../templates/shared/ports.js', import.meta.url).href
)

test.each(['x', '', '0', '80.5', '0x50', '-1', '65536', '1e3', ' 80'])(
  '14.4 "%s" is no port, and its variable is named',
  async (text) => {
    await expect(ports.checkPorts({ VAULT_PORT: text })).rejects.toThrow(
      `VAULT_PORT=${text} is no port: write a number from 1 to 65535.`,
    )
  },
)

test('14.4 two variables with one port are named', async () => {
  await expect(
    ports.checkPorts({ PORT: '4401', VAULT_PORT: '04401', PROVIDER_PORT: '4402' }),
  ).rejects.toThrow('PORT and VAULT_PORT are both 4401: write another port for one of them.')
})

test('14.3 a port that is taken is named, with the variable that changes it', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await once(taken, 'listening')
  const address = taken.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('the server has no port')
  const { port } = address
  await expect(ports.checkPorts({ VAULT_PORT: String(port) })).rejects.toThrow(
    `Port ${port} cannot be used (EADDRINUSE): stop what uses it, or write VAULT_PORT=… with another port into .env.`,
  )
  const services = await readFile(new URL('../templates/shared/services.js', import.meta.url), 'utf8')
  // As they are written: of http://localhost:80, no port is left to read.
  expect(services).toContain(
    'await checkPorts({ PORT: port, VAULT_PORT: vaultPort, PROVIDER_PORT: providerPort })',
  )
  expect(services.indexOf('await checkPorts(')).toBeLessThan(services.indexOf('startLocalProvider({'))
})
