import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runCommand } from '../commands.ts'
import { Backend, connectGoogle, startSystem, type System } from '../system.ts'
import { findPostgres } from './cluster.ts'

vi.setConfig({ testTimeout: 60_000 })

let system: System
beforeEach(async () => {
  system = await startSystem()
})
afterEach(() => system.close())

test('what backup says to run makes a copy that a vault starts from', async () => {
  const programs = await findPostgres()
  const { grant_id } = await connectGoogle(new Backend(system))
  await writeFile(join(system.folder, 'alter.yaml'), JSON.stringify(system.config))
  const { stderr } = await runCommand(system.folder, ['backup', 'vault.dump'])
  const [dump = ''] = /pg_dump .*/.exec(stderr) ?? []
  function shell(command: string): Promise<unknown> {
    return promisify(execFile)('sh', ['-c', command], {
      cwd: system.folder,
      env: { PATH: `${programs}:${process.env['PATH']}` },
    })
  }
  await shell(dump)
  await system.database('drop schema alter_vault cascade')
  await shell(`pg_restore --dbname='${system.config.database_url}' vault.dump`)
  const vault = await system.secondVault()
  expect(await new Backend({ ...system, vault }).grants()).toMatchObject([{ grant_id, status: 'active' }])
})
