import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { vaultTest } from '../fixtures.ts'
import { runCommand, writeConfig } from '../commands.ts'
import { Backend, connectGoogle } from '../system.ts'
import { findPostgres } from './cluster.ts'

const test = vaultTest()

test('what backup says to run makes a copy that a vault starts from', async ({ system }) => {
  const programs = await findPostgres()
  const { grant_id } = await connectGoogle(new Backend(system))
  await writeConfig(system.folder, system.config)
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
