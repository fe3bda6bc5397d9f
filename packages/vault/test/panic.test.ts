import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { HEADER } from '@alter/protocol'
import { describe, expect, onTestFinished } from 'vitest'
import { createVault, type Vault, type VaultConfig } from '@alter/vault'
import { vaultTest } from './fixtures.ts'
import { asOfEarlierVersion } from './earlier-version.ts'
import { startPlainFlow } from './plain-flow.ts'
import { runCommand, writeConfig } from './commands.ts'
import { ARGUMENTS, CACHE } from './processes.ts'
import { Backend, Browser, connectGoogle, grantTable, pollResult, problem, VAULT } from './system.ts'

const test = vaultTest()
  .extend('write', ({ ownSystem: system }) => {
    return (config: VaultConfig): Promise<void> => writeConfig(system.folder, config)
  })
  .extend('panic', async ({ ownSystem: { folder, config }, write }) => {
    await write(config)
    return (...words: string[]) => runCommand(folder, ['panic', '--app', 'demo', ...words])
  })
  .extend('codeOf', ({ ownSystem: system }) => {
    return async (key: string, vault: Vault = system.vault): Promise<string> => {
      const request = new Request(`${VAULT}/sdk/providers`, { headers: { [HEADER.apiKey]: key } })
      const answer = await vault.fetch(request)
      return answer.ok ? 'ok' : (await problem(answer)).code
    }
  })

test('panic refuses all keys of an app at running vaults, and ends its grants at the provider', async ({
  ownSystem: system,
  ownBackend: backend,
  ownKeys: keys,
  panic,
  codeOf,
}) => {
  await connectGoogle(backend)
  await connectGoogle(backend, 'ada@home.example')
  await connectGoogle(new Backend(system, 'bob'), 'bob@work.example')
  const made = await keys.backend()
  const browser = new Browser(system)
  const minted = await backend.mint()
  await browser.start(minted.session_token)
  const callback = await browser.consent(await browser.authorize(minted.session_id))

  const { code, stdout } = await panic('--yes')
  expect(stdout).toContain('1 keys of the database are revoked')
  expect(stdout).toContain('1 connect flows have ended')
  expect(stdout).toMatch(/^Grants revoked {6}3\n {2}at the provider {3}3$/m)
  expect(code).toBe(0)

  expect(await codeOf(system.apiKey)).toBe('invalid_api_key')
  expect(await codeOf(made.secret)).toBe('invalid_api_key')
  expect(await problem(await backend.calendar())).toMatchObject({ code: 'invalid_api_key' })
  await browser.send(callback)
  expect(await pollResult(system, minted.session_token)).toMatchObject({ status: 'cancelled' })
  const statuses = (await grantTable(system)).map(({ status }) => status)
  expect(statuses).toEqual(['revoked', 'revoked', 'revoked'])
  const actions = await system.database(
    "select action, outcome from audit where reason = 'alter-vault panic'",
  )
  expect(actions).toHaveLength(4)
  expect(actions).toContainEqual({ action: 'panic', outcome: 'ok' })

  // Once more, it finds nothing left to do.
  expect(await panic('--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Grants revoked {6}0$/m),
  })
  const fresh = await keys.backend()
  expect(await codeOf(fresh.secret)).toBe('ok')
})

test('the mark outlives a restart, and is lifted for another key than the one that was refused', async ({
  ownSystem: system,
  write,
  panic,
  codeOf,
}) => {
  expect(await panic('--lift')).toMatchObject({ stdout: expect.stringContaining('is not refused') })
  await panic('--yes')
  const restarted = await createVault({ ...system.config, log: 'silent' })
  expect(await codeOf(system.apiKey, restarted)).toBe('invalid_api_key')
  await restarted.close()

  expect(await panic('--lift')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('still has the key of demo that was refused'),
  })
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  const next = `alter_key_app_${randomBytes(32).toString('base64url')}`
  const config = { ...system.config, apps: [{ ...app, api_key: next }] }
  await write(config)
  const renewed = await createVault({ ...config, log: 'silent' })
  expect(await codeOf(next, renewed)).toBe('invalid_api_key')
  expect(await panic('--lift')).toMatchObject({ code: 0 })
  expect(await codeOf(next, renewed)).toBe('ok')
  // This vault still knows the old one.
  expect(await codeOf(system.apiKey)).toBe('invalid_api_key')
  await renewed.close()
})

test('a grant that the provider does not revoke is named, and still ends in the vault', async ({
  ownSystem: system,
  ownBackend: backend,
  panic,
}) => {
  const grant = await connectGoogle(backend)
  await system.provider.close()
  const { code, stdout } = await panic('--yes')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^ {2}failed {12}1$/m)
  expect(stdout).toContain(`google  ${grant.grant_id}`)
  expect(await grantTable(system)).toMatchObject([{ status: 'revoked' }])
})

test('W23: panic gives back what a vault of an earlier version left, before another one has started', async ({
  ownSystem: system,
  ownBackend: backend,
  panic,
}) => {
  await connectGoogle(backend)
  await asOfEarlierVersion(system)
  const { code, stdout } = await panic('--yes')
  expect(stdout).toMatch(/^Grants revoked {6}1\n {2}at the provider {3}1$/m)
  expect(code).toBe(0)
  expect(await grantTable(system)).toMatchObject([{ status: 'revoked' }])
})

test('W4: panic never says that a grant is revoked while it holds tokens', async ({
  ownSystem: system,
  ownBackend: backend,
  panic,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await system.database("update grants set status = 'revoked', ended_by = 'app'")
  const { code, stdout } = await panic('--yes')
  expect(code).toBe(1)
  expect(stdout).toContain(`google  ${grant_id}`)
  expect(await grantTable(system)).toEqual([])
})

describe('while a provider is asked', () => {
  test('a session that was minted meanwhile ends too', async () => {
    const flow = await startPlainFlow('plain', ({ origin }) => ({ revocation_endpoint: `${origin}/revoke` }))
    onTestFinished(() => flow.close())
    flow.server.answers['/revoke'] = () => ({ body: {} })
    await flow.connect()
    await writeConfig(flow.system.folder, flow.system.config)
    const { session_id } = await flow.backend.mint({ allowed_providers: ['plain'] })
    const [open] = await flow.system.database<Record<string, unknown>>(
      'select * from sessions where id = ?',
      session_id,
    )
    const names = Object.keys(open ?? {})
    flow.server.meanwhile['/revoke'] = async () => {
      await flow.system.database('delete from sessions where id = ?', session_id)
      await flow.system.database(
        `insert into sessions (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
        ...Object.values(open ?? {}),
      )
    }
    await runCommand(flow.system.folder, ['panic', '--app', 'demo', '--yes'])
    expect(flow.server.last('/revoke').method).toBe('POST')
    expect(await flow.system.database('select status from sessions where id = ?', session_id)).toEqual([
      { status: 'cancelled' },
    ])
  })
})

test('11.2 panic that is interrupted says what is left, and goes on when it is run again', async () => {
  const flow = await startPlainFlow('plain', ({ origin }) => ({ revocation_endpoint: `${origin}/revoke` }))
  onTestFinished(() => flow.close())
  flow.server.answers['/revoke'] = () => ({ body: {} })
  for (let id = 1; id <= 24; id += 1) {
    flow.server.answers['/account'] = () => ({ body: { id, username: `account-${id}` } })
    await flow.connect()
  }
  const path = join(flow.system.folder, 'alter.yaml')
  await writeFile(path, JSON.stringify(flow.system.config))
  const child = spawn(process.execPath, [...ARGUMENTS, 'panic', '--app', 'demo', '--yes', '--config', path], {
    env: { PATH: process.env['PATH'], ...CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const said = text(child.stdout)
  // Eight are asked for at once. They are answered after the signal, which the process may notice a moment later.
  const interrupted = new AbortController()
  let asked = 0
  flow.server.meanwhile['/revoke'] = async () => {
    asked += 1
    if (asked === 8) {
      child.kill('SIGINT')
      interrupted.abort()
    } else if (asked < 8) await once(interrupted.signal, 'abort')
  }
  await ended
  const [, left = ''] =
    /^Interrupted: (\d+) grants are left\. Run it again to continue\.$/m.exec(await said) ?? []
  expect(Number(left)).toBeGreaterThan(0)
  expect(child.exitCode).toBe(1)
  const again = await runCommand(flow.system.folder, ['panic', '--app', 'demo', '--yes'])
  expect(again.stdout).toMatch(new RegExp(`^Grants revoked {6}${left}$`, 'm'))
  expect(again.stdout).not.toContain('Interrupted')
  expect(again.code).toBe(0)
})

test('panic ends what it began when nobody reads what it says', async () => {
  const flow = await startPlainFlow('plain', ({ origin }) => ({ revocation_endpoint: `${origin}/revoke` }))
  onTestFinished(() => flow.close())
  flow.server.answers['/revoke'] = () => ({ body: {} })
  await flow.connect()
  const path = join(flow.system.folder, 'alter.yaml')
  await writeFile(path, JSON.stringify(flow.system.config))
  const child = spawn(process.execPath, [...ARGUMENTS, 'panic', '--app', 'demo', '--yes', '--config', path], {
    env: { PATH: process.env['PATH'], ...CACHE },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  child.stdout.destroy()
  await once(child, 'close')
  expect(child.exitCode).toBe(0)
  expect(await flow.system.database('select status from grants')).toEqual([{ status: 'revoked' }])
  expect(await flow.system.database("select outcome from audit where action = 'panic'")).toEqual([
    { outcome: 'ok' },
  ])
})

test('panic asks before it begins', async ({ ownSystem: system, ownBackend: backend, panic, codeOf }) => {
  const grant = await connectGoogle(backend)
  expect(await panic()).toMatchObject({ code: 2, stderr: expect.stringContaining('add --yes') })
  const nameless = await runCommand(system.folder, ['panic', '--yes'])
  expect(nameless).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--app is missing: name the app'),
  })
  expect(await grantTable(system)).toMatchObject([{ id: grant.grant_id, status: 'active' }])
  expect(await codeOf(system.apiKey)).toBe('ok')
})
