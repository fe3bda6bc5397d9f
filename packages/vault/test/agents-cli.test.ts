import { type Agent, type ApiKey, type CreatedAgent, type CreatedApiKey, HEADER } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { openDelegations } from './delegations.ts'
import { runCommand, writeConfig } from './commands.ts'
import { spawnCommand } from './processes.ts'
import { Backend, connectGoogle, problem, type System, type SystemOptions, VAULT } from './system.ts'

const FILE_KEY = `alter_key_agent_${'f'.repeat(43)}`

const OPTIONS: SystemOptions = {
  app: { agents: [{ name: 'filed', api_key: FILE_KEY, key_scopes: ['connect'] }] },
}
const test = withCommands(vaultTest(OPTIONS, saveConfig))
const alone = withCommands(ownVaultTest(OPTIONS, saveConfig))

function saveConfig({ folder, config }: System): Promise<void> {
  return writeConfig(folder, config)
}

function withCommands(base: VaultTest) {
  return base
    .extend('runAgents', ({ system }) => {
      return (...words: string[]): ReturnType<typeof runCommand> => {
        return runCommand(system.folder, ['agents', ...words, '--app', 'demo'])
      }
    })
    .extend('runKeys', ({ system }) => {
      return (...words: string[]): ReturnType<typeof runCommand> => {
        return runCommand(system.folder, ['keys', 'agent', ...words, '--app', 'demo'])
      }
    })
    .extend('create', ({ runAgents }) => {
      return async (name: string, ...options: string[]): Promise<CreatedAgent & { secret: string }> => {
        const { code, stdout, stderr } = await runAgents('create', name, '--json', ...options)
        if (code !== 0) throw new Error(stderr)
        const made: CreatedAgent = JSON.parse(stdout)
        return { ...made, secret: made.key?.api_key ?? '' }
      }
    })
    .extend('codeOf', ({ system }) => {
      // The code of what a running vault answers to a key; `ok` where it lets it in.
      return async (key: string, path = '/sdk/providers'): Promise<string> => {
        const answer = await system.vault.fetch(
          new Request(VAULT + path, { headers: { [HEADER.apiKey]: key } }),
        )
        return answer.ok ? 'ok' : (await problem(answer)).code
      }
    })
}

function lines<Item>(stdout: string): Item[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line): Item => JSON.parse(line))
}

alone(
  'an agent is made, paused, resumed and deleted under a vault that runs',
  async ({ system, runAgents, create, codeOf }) => {
    const { grant_id } = await connectGoogle(new Backend(system))
    const { secret, agent_id } = await create('scout', '--name', 'Scout')
    expect(await codeOf(secret)).toBe('ok')
    const pause = ['agents', 'pause', 'scout', '--app', 'demo']
    expect(await spawnCommand(system.folder, pause)).toMatchObject({ code: 0 })
    expect(await codeOf(secret)).toBe('agent_inactive')
    expect(await runAgents('resume', agent_id)).toMatchObject({ code: 0 })
    expect(await codeOf(secret)).toBe('ok')
    await using delegations = await openDelegations(system)
    await delegations.give(grant_id, agent_id)

    const table = (await runAgents('list')).stdout
    expect(table).toMatch(/^AGENT +NAME +SHOWN AS +TYPE +RULES +CREATED +STATE$/m)
    expect(table).toMatch(/^file-[0-9a-f]{32} +filed +filed +agent +0 +config file +active$/m)
    expect(table).toMatch(new RegExp(`^${agent_id} +scout +Scout `, 'm'))
    expect(lines<Agent>((await runAgents('list', '--json')).stdout).map(({ name }) => name)).toEqual([
      'filed',
      'scout',
    ])

    expect(await runAgents('delete', 'scout')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    })
    expect(await codeOf(secret)).toBe('ok')
    expect(await runAgents('delete', 'scout', '--yes')).toMatchObject({ code: 0 })
    expect(await codeOf(secret)).toBe('agent_inactive')
    expect(await system.database('select 1 from delegations where ended_at is null')).toEqual([])
    expect(
      await system.database(
        "select action, detail from audit where reason = 'alter-vault agents' order by id",
      ),
    ).toMatchObject([
      { action: 'create_agent' },
      { action: 'update_agent', detail: `agent ${agent_id} paused` },
      { action: 'update_agent', detail: `agent ${agent_id} active` },
      { action: 'delete_agent', detail: `agent ${agent_id}` },
    ])
  },
)

alone(
  'the keys of an agent are rotated without a gap, and the last key is revoked only with force',
  async ({ system, runKeys, create, codeOf }) => {
    const { secret, key } = await create('scout', '--scope', 'connect', '--expires', '30d')
    const old = key?.key_id ?? ''
    expect(key).toMatchObject({ scopes: ['connect'], expires_at: expect.any(String) })
    const rotated = await runKeys('rotate', old, '--agent', 'scout')
    const next = /alter_key_agent_[\w-]{43}/.exec(rotated.stdout)?.[0] ?? ''
    expect(rotated.stdout).toContain(`keys agent revoke ${old} --agent scout --app demo`)
    expect([await codeOf(secret), await codeOf(next)]).toEqual(['ok', 'ok'])
    expect(await runKeys('revoke', old, '--agent', 'scout')).toMatchObject({ code: 0 })
    expect([await codeOf(secret), await codeOf(next)]).toEqual(['invalid_api_key', 'ok'])

    const listed = lines<ApiKey>((await runKeys('list', '--agent', 'scout', '--json')).stdout)
    expect(listed.map(({ status }) => status)).toEqual(['revoked', 'active'])
    const last = listed[1]?.key_id ?? ''
    expect(await runKeys('revoke', last, '--agent', 'scout')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--force'),
    })
    expect(await codeOf(next)).toBe('ok')
    expect(await runKeys('revoke', last, '--agent', 'scout', '--force')).toMatchObject({ code: 0 })
    expect(await codeOf(next)).toBe('invalid_api_key')

    const made = await runKeys('create', '--agent', 'scout', '--name', 'worker', '--json')
    const minted: CreatedApiKey = JSON.parse(made.stdout)
    expect(minted.scopes).toEqual(['request', 'connect', 'grants:read'])
    expect(await codeOf(minted.api_key)).toBe('ok')
    // The keys of the app are others.
    expect((await runCommand(system.folder, ['keys', 'app', 'list', '--app', 'demo', '--json'])).stdout).toBe(
      '',
    )
  },
)

test('an agent of the config file is listed, and can be changed only there', async ({ system, runKeys }) => {
  const place = 'apps[id: demo].agents[name: filed]'
  for (const words of [
    ['agents', 'pause', 'filed'],
    ['agents', 'delete', 'filed', '--yes'],
    ['keys', 'agent', 'create', '--agent', 'filed', '--name', 'x'],
  ]) {
    expect(await runCommand(system.folder, [...words, '--app', 'demo']), words.join(' ')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(place),
    })
  }
  expect((await runKeys('list', '--agent', 'filed')).stdout).toMatch(/^config file .* connect .* active$/m)
  const { stdout } = await runCommand(system.folder, ['agents', 'key'])
  expect(stdout).toMatch(/alter_key_agent_[\w-]{43}[^]*api_key_sha256: [0-9a-f]{64}/)
})

alone(
  'panic also refuses the agents of an app, and keys of the file stay refused',
  async ({ system, create, codeOf }) => {
    const { secret } = await create('scout')
    expect([await codeOf(secret), await codeOf(FILE_KEY)]).toEqual(['ok', 'ok'])
    await runCommand(system.folder, ['panic', '--app', 'demo', '--yes'])
    expect([await codeOf(secret), await codeOf(FILE_KEY)]).toEqual(['invalid_api_key', 'invalid_api_key'])
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    const renewed = { ...app, api_key: `alter_key_app_${'n'.repeat(43)}` }
    await writeConfig(system.folder, { ...system.config, apps: [renewed] })
    expect(await runCommand(system.folder, ['panic', '--app', 'demo', '--lift'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a key of the agent filed that was refused'),
    })
    await writeConfig(system.folder, { ...system.config, apps: [{ ...renewed, agents: [] }] })
    expect(await runCommand(system.folder, ['panic', '--app', 'demo', '--lift'])).toMatchObject({ code: 0 })
    expect(await codeOf(FILE_KEY)).toBe('invalid_api_key')
  },
)

test.for([
  [['agents'], 'agents takes list, create, pause, resume, delete, key: write one of them after it.'],
  [['agents', 'pasue'], ', not "pasue". Did you mean pause?'],
  [['agents', 'create'], 'agents create takes the name of one agent'],
  [['agents', 'create', 'Scout'], 'the name of an agent must be 1 to 64 lower case letters'],
  [['agents', 'create', 'scout', '--name', 'two\nlines'], '--name must be one line of printable characters'],
  [['agents', 'create', 'scout', '--scope', 'secrets:write'], 'there is no scope "secrets:write"'],
  [['agents', 'pause', 'nobody'], 'demo has no agent nobody'],
  [['agents', 'pause', 'filed', '--yes'], 'agents pause takes no --yes'],
  [['keys', 'agent', 'list'], '--agent is missing: name the agent'],
  [['keys', 'agent', 'list', '--agent', 'nobody'], 'demo has no agent nobody'],
  [['keys', 'app', 'list', '--agent', 'filed'], 'keys app list takes no --agent'],
] satisfies [string[], string][])('%j is not understood', async ([words, message], { system }) => {
  const { code, stderr } = await runCommand(system.folder, [...words, '--app', 'demo'])
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})
