import { type ApiKey, type CreatedApiKey, HEADER, KEY_SCOPES } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { runCommand, writeConfig } from './commands.ts'
import { spawnCommand } from './processes.ts'
import { type System, VAULT } from './system.ts'

const test = withCommands(vaultTest({}, saveConfig))
const alone = withCommands(ownVaultTest({}, saveConfig))

function saveConfig({ folder, config }: System): Promise<void> {
  return writeConfig(folder, config)
}

function withCommands(base: VaultTest) {
  return base
    .extend('runKeys', ({ system }) => {
      return (...words: string[]): ReturnType<typeof runCommand> => {
        return runCommand(system.folder, ['keys', 'app', ...words, '--app', 'demo'])
      }
    })
    .extend('create', ({ runKeys }) => {
      return async (...options: string[]): Promise<CreatedApiKey> => {
        const { code, stdout, stderr } = await runKeys('create', '--name', 'worker', '--json', ...options)
        if (code !== 0) throw new Error(stderr)
        return JSON.parse(stdout)
      }
    })
    .extend('listed', ({ runKeys }) => {
      return async (): Promise<ApiKey[]> => {
        const { stdout } = await runKeys('list', '--json')
        return stdout
          .split('\n')
          .filter(Boolean)
          .map((line): ApiKey => JSON.parse(line))
      }
    })
    .extend('statusOf', ({ system }) => {
      // A call of the vault that runs all the while.
      return async (key: string, path = '/sdk/providers'): Promise<number> => {
        const { status } = await system.vault.fetch(
          new Request(VAULT + path, { headers: { [HEADER.apiKey]: key } }),
        )
        return status
      }
    })
}

alone(
  'a key is made, used, rotated and revoked under a vault that runs',
  async ({ system, runKeys, listed, statusOf }) => {
    const made = await runKeys('create', '--name', 'worker')
    const key = /alter_key_app_[\w-]{43}/.exec(made.stdout)?.[0] ?? ''
    expect(await statusOf(key)).toBe(200)
    const [stored] = await listed()
    if (!stored) throw new Error('no key')
    expect(stored).toMatchObject({ last_four: key.slice(-4), scopes: [...KEY_SCOPES], status: 'active' })

    const rotated = await runKeys('rotate', stored.key_id)
    const next = /alter_key_app_[\w-]{43}/.exec(rotated.stdout)?.[0] ?? ''
    expect(rotated.stdout).toContain(`keys app revoke ${stored.key_id}`)
    expect([await statusOf(key), await statusOf(next)]).toEqual([200, 200])
    expect((await listed()).map(({ name, status }) => [name, status])).toEqual([
      ['worker', 'deprecated'],
      ['worker', 'active'],
    ])

    const revoke = ['keys', 'app', 'revoke', stored.key_id, '--app', 'demo']
    expect(await spawnCommand(system.folder, revoke)).toMatchObject({ code: 0 })
    expect([await statusOf(key), await statusOf(next)]).toEqual([401, 200])
    const table = (await runKeys('list')).stdout
    expect(table).toMatch(/^KEY +NAME +ENDS IN +SCOPES +FROM +LAST USED +EXPIRES +STATE$/m)
    expect(table).toMatch(/^config file .* active$/m)
    expect(table).toMatch(new RegExp(`^${stored.key_id} +worker +${key.slice(-4)} .* revoked$`, 'm'))
    expect(table).not.toContain(key)
    // A rotation writes two rows in one millisecond.
    expect(
      await system.database("select action from audit where reason = 'alter-vault keys' order by action"),
    ).toEqual([
      { action: 'create_key' },
      { action: 'create_key' },
      { action: 'deprecate_key' },
      { action: 'revoke_key' },
    ])
  },
)

/** Days that a key was made for. */
function life({ created_at, expires_at = '' }: ApiKey): number {
  return (Date.parse(expires_at) - Date.parse(created_at)) / 86_400_000
}

alone(
  'a key gets the scopes, addresses and end that it was made with, and its successor the same',
  async ({ runKeys, create, listed }) => {
    const options = ['--scope', 'request', '--scope', 'connect,grants:read', '--from', '192.0.2.0/24']
    const made = await create(
      ...options,
      '--from',
      '2001:db8::1',
      '--expires',
      '90d',
      '--user-token-required',
    )
    const rights = {
      scopes: ['request', 'connect', 'grants:read'],
      ranges: ['192.0.2.0/24', '2001:db8::1'],
      user_token_required: true,
    }
    expect(made).toMatchObject(rights)
    expect(life(made)).toBeCloseTo(90, 3)
    await runKeys('deprecate', made.key_id)
    await runKeys('rotate', made.key_id)
    const [, successor] = await listed()
    expect(successor).toMatchObject({ ...rights, status: 'active' })
    if (successor) expect(life(successor)).toBeCloseTo(90, 3)
  },
)

test.for([
  [['create'], '--name is missing or too long: give the key a name'],
  [['create', '--name', 'x', '--scope', 'agents:all'], 'there is no scope "agents:all"; there are request,'],
  [['create', '--name', 'x', '--scope', ','], '--scope names no scope'],
  [['create', '--name', 'x', '--from', '300.0.0.1'], '--from must be an IP address or a CIDR range'],
  [['create', '--name', 'x', '--expires', 'soon'], '--expires must be an age such as 30m'],
  [['create', '--name', 'x', '--expires', '0d'], '--expires must be an age such as 30m'],
  [['create', '--name', 'x', '--data'], 'keys app create takes no --data'],
  [['revoke'], 'keys app revoke takes the id of one key'],
  [['revoke', 'none'], 'demo has no key none'],
  [['forget'], 'keys app takes list, create, rotate, deprecate, revoke, not "forget"'],
] satisfies [string[], string][])('keys app %s is not understood', async ([words, message], { runKeys }) => {
  expect(await runKeys(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})

test('an app must be named, and must be there', async ({ system }) => {
  const list = ['keys', 'app', 'list']
  const nameless = await runCommand(system.folder, list)
  expect(nameless).toMatchObject({ code: 2, stderr: expect.stringContaining('there are demo') })
  const wrong = await runCommand(system.folder, [...list, '--app', 'demi'])
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no app "demi"') })
  const foreign = await runCommand(system.folder, ['keys', 'rotate', '--name', 'x'])
  expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining('--name belongs to keys app') })
})

alone('a revoked key stays revoked, and deprecating leaves a row', async ({ system, runKeys, create }) => {
  const made = await create()
  expect((await runKeys('deprecate', made.key_id)).code).toBe(0)
  const rows = await system.database("select detail from audit where action = 'deprecate_key'")
  expect(rows).toEqual([{ detail: `key ${made.key_id}` }])
  await runKeys('revoke', made.key_id)
  expect(await runKeys('revoke', made.key_id)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('is already revoked'),
  })
  expect(await runKeys('rotate', made.key_id)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is revoked: make a new one'),
  })
})
