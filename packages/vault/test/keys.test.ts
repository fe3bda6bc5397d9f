import { randomBytes } from 'node:crypto'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HEADER } from '@alter/protocol'
import Database from 'better-sqlite3'
import { expect, inject } from 'vitest'
import { createVault } from '@alter/vault'
import { asOfEarlierVersion } from './earlier-version.ts'
import { runCommand, writeConfig } from './commands.ts'
import { ownVaultTest } from './fixtures.ts'
import { spawnCommand, startProcess, type VaultProcess } from './processes.ts'
import { Backend, connectGoogle, json, type System } from './system.ts'

const test = ownVaultTest({}, (system) => connectGoogle(new Backend(system)))
  /** A vault in another process on the same data. */
  .extend('other', async ({ system }, { onCleanup }) => {
    const { master_key = '', ...config } = system.config
    function start(keys: NodeJS.ProcessEnv): Promise<VaultProcess> {
      return startProcess(system.folder, config, keys)
    }
    let running = await start({ ALTER_MASTER_KEY: master_key })
    onCleanup(async () => void (await running.stop()))
    return {
      get url() {
        return running.url
      },
      async restart(keys: NodeJS.ProcessEnv) {
        await running.stop()
        running = await start(keys)
      },
    }
  })
  .extend('current', ({ system }) => {
    return (): string => {
      return system.config.master_key ?? ''
    }
  })
  .extend('rotate', ({ current }) => {
    return (folder: string): ReturnType<typeof runCommand> => {
      return runCommand(folder, ['keys', 'rotate', '--data', '--json'], { ALTER_MASTER_KEY: current() })
    }
  })
  /** Which data key sealed each grant's token. */
  .extend('keysInUse', ({ system }) => {
    return async (): Promise<(string | undefined)[]> => {
      const rows = await system.database<{ access_token: string }>(
        'select access_token from grants order by created_at',
      )
      return rows.map(({ access_token }) => access_token.split('.')[1])
    }
  })
  .extend('useAtOther', ({ system, backend, other }) => {
    return async (account: string): Promise<{ summary: string }> => {
      return json(
        await fetch(`${other.url}/sdk/proxy`, {
          headers: {
            [HEADER.apiKey]: system.apiKey,
            [HEADER.userToken]: await backend.userToken(),
            [HEADER.provider]: 'google',
            [HEADER.account]: account,
            [HEADER.url]: `${system.provider.google.api}/calendar/v3/calendars/primary/events`,
          },
        }),
      )
    }
  })

/** The key of a command comes from its environment. */
function writeKeyless({ folder, config }: System): Promise<void> {
  const { master_key: _, ...keyless } = config
  return writeConfig(folder, keyless)
}

function newKey(): string {
  return randomBytes(32).toString('base64')
}

test('W19: a new data key seals what there is and what comes, under vaults that run; the old one is gone', async ({
  system,
  backend,
  current,
  keysInUse,
  useAtOther,
}) => {
  const rotated = await spawnCommand(system.folder, ['keys', 'rotate', '--data'], {
    ALTER_MASTER_KEY: current(),
  })
  expect(rotated).toMatchObject({ code: 0, stdout: expect.stringContaining('new data key for demo') })
  expect(rotated.stdout).toContain('Deleted the data keys demo-1.')
  expect(await keysInUse()).toEqual(['demo-2'])
  // A vault that starts now knows the key at once; those that run learn of it when they meet it, or soon.
  const late = await system.secondVault()
  await connectGoogle(new Backend({ ...system, vault: late }), 'ada@home.example')
  expect(await keysInUse()).toEqual(['demo-2', 'demo-2'])
  for (const account of ['ada@work.example', 'ada@home.example']) {
    expect(await useAtOther(account)).toMatchObject({ summary: account })
    expect(await json(await backend.calendar({ [HEADER.account]: account }))).toMatchObject({
      summary: account,
    })
  }
  const listed = await runCommand(system.folder, ['keys'], { ALTER_MASTER_KEY: current() })
  expect(listed.stdout).toMatch(/^demo-2 .* seals and opens$/m)
  expect(listed.stdout).not.toContain('demo-1')
})

test('W19: the data keys of an app that is no longer configured are rotated too', async ({
  system,
  rotate,
  keysInUse,
  useAtOther,
}) => {
  const folder = join(system.folder, 'other')
  await mkdir(folder)
  const { master_key: _, ...config } = system.config
  const apps = config.apps.map((app) => ({ ...app, id: 'other' }))
  await writeConfig(folder, { ...config, apps, log: 'error' })
  const rotated = await rotate(folder)
  expect(rotated).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(rotated.stdout)).toMatchObject({
    made: ['demo-2', 'other-2'],
    resealed: 2,
    retired: ['demo-1', 'other-1'],
  })
  expect(await keysInUse()).toEqual(['demo-2'])
  expect(await useAtOther('ada@work.example')).toMatchObject({ summary: 'ada@work.example' })
})

test('W19: grants of an earlier version whose app is not configured are left as they are, and not called altered', async ({
  system,
  rotate,
  keysInUse,
  useAtOther,
}) => {
  await asOfEarlierVersion(system)
  const folder = join(system.folder, 'other')
  await mkdir(folder)
  const { master_key: _, ...config } = system.config
  const apps = config.apps.map((app) => ({ ...app, id: 'other' }))
  await writeConfig(folder, { ...config, apps, log: 'error' })
  const left = await rotate(folder)
  expect(left).toMatchObject({ code: 0, stderr: expect.stringContaining('demo: left as it is') })
  expect(JSON.parse(left.stdout)).toMatchObject({ made: ['other-2'], unreadable: [] })
  expect(await keysInUse()).toEqual(['demo-1'])
  const rotated = await rotate(system.folder)
  expect(rotated).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(rotated.stdout)).toMatchObject({
    made: ['demo-2', 'other-3'],
    retired: ['demo-1', 'other-2'],
  })
  expect(await keysInUse()).toEqual(['demo-2'])
  expect(await useAtOther('ada@work.example')).toMatchObject({ summary: 'ada@work.example' })
})

test('the master key is rotated under vaults that run, which go on with what they know', async ({
  system,
  backend,
  other,
  current,
  useAtOther,
}) => {
  const next = newKey()
  const keys = { ALTER_MASTER_KEY: next, ALTER_PREVIOUS_MASTER_KEY: current() }
  // With both keys a vault starts before the rotation as well as after it.
  await other.restart(keys)
  expect(await runCommand(system.folder, ['keys', 'rotate'], keys)).toMatchObject({ code: 0 })
  expect((await backend.calendar()).status).toBe(200)
  expect(await useAtOther('ada@work.example')).toMatchObject({ summary: 'ada@work.example' })

  await other.restart({ ALTER_MASTER_KEY: next })
  expect(await useAtOther('ada@work.example')).toMatchObject({ summary: 'ada@work.example' })
  await expect(createVault(system.config)).rejects.toThrow('This master key does not open this data')
})

test('keys rotate says what it needs, and changes nothing with a wrong key', async ({ system, current }) => {
  await writeKeyless(system)
  const alone = await runCommand(system.folder, ['keys', 'rotate'], { ALTER_MASTER_KEY: current() })
  expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('ALTER_PREVIOUS_MASTER_KEY') })
  const wrong = { ALTER_MASTER_KEY: newKey(), ALTER_PREVIOUS_MASTER_KEY: newKey() }
  expect(await runCommand(system.folder, ['keys', 'rotate'], wrong)).toMatchObject({ code: 1 })
  const vault = await createVault(system.config)
  await vault.close()
})

test('vaults that start at once on new data agree on its key', async ({ system }) => {
  await system.database('delete from data_keys')
  await Promise.all([system.secondVault(), system.secondVault()])
  expect(await system.database('select id from data_keys')).toEqual([{ id: 'demo-1' }])
})

test.skipIf(inject('postgres') !== undefined)(
  'a backup of a vault that runs is whole with the master key, and of no use without it',
  async ({ system, current }) => {
    await writeKeyless(system)
    const path = join(system.folder, 'backup.db')
    const written = await runCommand(system.folder, ['backup', path], { ALTER_MASTER_KEY: current() })
    expect(written).toMatchObject({ code: 0, stdout: expect.stringContaining(path) })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await runCommand(system.folder, ['backup', path])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already exists'),
    })

    const [row] = new Database(path, { readonly: true })
      .prepare<[], { access_token: string; wrapped: string }>(
        'select access_token, wrapped from grants, data_keys',
      )
      .all()
    expect(row?.access_token).toMatch(/^v1\.demo-1\./)
    const restored = join(system.folder, 'restored')
    await mkdir(restored)
    await rename(path, join(restored, 'vault.db'))
    await expect(createVault({ ...system.config, data_dir: restored, master_key: newKey() })).rejects.toThrow(
      'This master key does not open this data',
    )
    const vault = await createVault({ ...system.config, log: 'silent', data_dir: restored })
    expect((await new Backend({ ...system, vault }).calendar()).status).toBe(200)
    await vault.close()
  },
)
