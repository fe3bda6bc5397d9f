import { randomBytes } from 'node:crypto'
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { readConfigFile } from '../src/config/file.ts'
import { loadMasterKeys } from '../src/crypto/master-key.ts'
import { openStorage } from '../src/storage/open.ts'
import { refuseWritableByOthers } from '../src/writable-file.ts'
import { temporaryFolder } from './folder.ts'
import { runCommand } from './commands.ts'
import { SILENT_PORT } from './processes.ts'
import { startSystem } from './system.ts'

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777
}

test.skipIf(process.platform === 'win32')(
  'W18: only the owner can read the SQLite files, in any folder',
  async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await mkdir(data)
    await chmod(data, 0o755)
    await writeFile(join(data, 'vault.db'), '')
    await chmod(join(data, 'vault.db'), 0o644)
    const storage = await openStorage({ kind: 'sqlite', folder: data })
    await sql`select 1`.execute(storage)
    for (const name of ['vault.db', 'vault.db-wal', 'vault.db-shm']) {
      expect(await modeOf(join(data, name)), name).toBe(0o600)
    }
    await storage.destroy()
  },
)

test.each([
  ['zeros', Buffer.alloc(32)],
  ['one byte', Buffer.alloc(32, 0xab)],
  ['a short text again and again', Buffer.alloc(32, 'secret!')],
  ['sixteen bytes twice', Buffer.alloc(32, '00112233445566778899aabbccddeeff', 'hex')],
  ['bytes that count', Buffer.from(Array.from({ length: 32 }, (_, index) => index))],
  ['bytes that count down by three', Buffer.from(Array.from({ length: 32 }, (_, index) => 250 - 3 * index))],
  ['a text', Buffer.from('correct horse battery staple 12!')],
])('W18: a master key of %s is refused', async (_name, key) => {
  for (const text of [key.toString('hex'), key.toString('base64')]) {
    await expect(loadMasterKeys(text, {})).rejects.toThrow('master_key is not random')
    await expect(loadMasterKeys(undefined, { ALTER_MASTER_KEY: text })).rejects.toThrow('ALTER_MASTER_KEY')
  }
})

test('W18: a master key that is not random still opens what it sealed, as the previous one', async () => {
  const weak = Buffer.alloc(32).toString('base64')
  const ALTER_MASTER_KEY = randomBytes(32).toString('base64')
  const keys = await loadMasterKeys(undefined, { ALTER_MASTER_KEY, ALTER_PREVIOUS_MASTER_KEY: weak })
  expect(keys.map((key) => key.toString('base64'))).toEqual([ALTER_MASTER_KEY, weak])
})

test.skipIf(process.platform === 'win32')(
  'W18: a key file and a config file in a folder in which all can write are refused',
  async () => {
    await using folder = await temporaryFolder()
    const environment = { XDG_CONFIG_HOME: folder.path }
    await loadMasterKeys(undefined, environment)
    const config = join(folder.path, 'alter.yaml')
    await writeFile(config, 'apps: []', { mode: 0o600 })
    await chmod(join(folder.path, 'alter'), 0o777)
    await chmod(folder.path, 0o777)
    await expect(loadMasterKeys(undefined, environment)).rejects.toThrow(
      `chmod o-w ${join(folder.path, 'alter')}`,
    )
    await expect(readConfigFile(config, {})).rejects.toThrow(`chmod o-w ${folder.path}`)
    // Such as /tmp, where nobody replaces the files of others.
    await chmod(join(folder.path, 'alter'), 0o1777)
    await loadMasterKeys(undefined, environment)
    // Kubernetes has no way to run it on an emptyDir.
    await expect(readConfigFile(config, {})).rejects.toThrow('a Secret or a ConfigMap, not from an emptyDir')
    // The vault's user may not write in it, all others may.
    await chmod(folder.path, 0o557)
    await expect(refuseWritableByOthers(config)).rejects.toThrow(`chmod o-w ${folder.path}`)
    await chmod(folder.path, 0o777)
  },
)

test.skipIf(process.platform === 'win32').each([
  ['EACCES', false],
  ['EPERM', false],
  ['ENOENT', false],
  ['EROFS', true],
])('W18: a folder in which all can write and that answers %s is accepted: %s', async (code, isAccepted) => {
  await using folder = await temporaryFolder()
  const config = join(folder.path, 'alter.yaml')
  await writeFile(config, 'apps: []', { mode: 0o600 })
  await chmod(folder.path, 0o777)
  const asked = refuseWritableByOthers(config, () =>
    Promise.reject(Object.assign(new Error(`${code}: access`), { code })),
  )
  const outcome = await asked.then(() => 'accepted').catch((error: Error) => error.message)
  if (isAccepted) expect(outcome).toBe('accepted')
  else expect(outcome).toContain(`chmod o-w ${folder.path}`)
})

test.skipIf(process.platform === 'win32').each([0o620, 0o602])(
  'W18: a key file and a config file of mode %i, which others can write, are refused',
  async (mode) => {
    await using folder = await temporaryFolder()
    const environment = { XDG_CONFIG_HOME: folder.path }
    await loadMasterKeys(undefined, environment)
    const key = join(folder.path, 'alter', 'master.key')
    await chmod(key, mode)
    await expect(loadMasterKeys(undefined, environment)).rejects.toThrow(`chmod go-w ${key}`)
    const config = join(folder.path, 'alter.yaml')
    await writeFile(config, 'apps: []')
    await chmod(config, mode)
    await expect(readConfigFile(config, {})).rejects.toThrow(`chmod go-w ${config}`)
  },
)

test.skipIf(process.platform === 'win32')(
  'W18: an open data folder and key file are remarked at the start, private ones are not',
  async () => {
    await using folder = await temporaryFolder()
    vi.stubEnv('XDG_CONFIG_HOME', folder.path)
    vi.stubEnv('ALTER_MASTER_KEY', '')
    const system = await startSystem({ postgres: null })
    try {
      delete system.config.master_key
      const { data_dir = '' } = system.config
      const key = join(folder.path, 'alter', 'master.key')
      await system.vault.close()
      await system.database('delete from data_keys')
      await system.database('delete from pseudonym_keys')
      async function remarks(): Promise<string[]> {
        system.log.length = 0
        await (await system.secondVault()).close()
        return system.log.map((line): string => JSON.parse(line).msg).filter((text) => text.includes('chmod'))
      }
      expect(await remarks()).toEqual([])
      await chmod(data_dir, 0o750)
      await chmod(key, 0o604)
      expect(await remarks()).toEqual([
        expect.stringContaining(`chmod go-r ${key}`),
        expect.stringContaining(`chmod go= ${data_dir}`),
      ])
    } finally {
      await system.close()
      vi.unstubAllEnvs()
    }
  },
)

test.skipIf(process.platform === 'win32')(
  'W18: doctor remarks on a config file that others may read',
  async () => {
    const system = await startSystem()
    try {
      const config = join(system.folder, 'alter.yaml')
      await writeFile(config, JSON.stringify({ ...system.config, port: SILENT_PORT }), { mode: 0o600 })
      expect((await runCommand(system.folder, ['doctor'])).stderr).toBe('')
      await chmod(config, 0o640)
      const { stderr, code } = await runCommand(system.folder, ['doctor'])
      expect(stderr).toContain(`chmod go-r ${config}`)
      expect(code).toBe(0)
    } finally {
      await system.close()
    }
  },
)
