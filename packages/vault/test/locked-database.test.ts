import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { createVault } from '@alter/vault'
import { openStorage } from '../src/storage/open.ts'
import { ownVaultTest } from './fixtures.ts'
import { temporaryFolder } from './folder.ts'
import { Backend, problem, VAULT } from './system.ts'

const test = ownVaultTest()

test('while another program holds the embedded database, writes are refused with when to try again', async ({
  system,
}) => {
  const { database_url: _url, ...config } = system.config
  const data_dir = join(system.folder, 'embedded')
  const vault = await createVault({ ...config, data_dir, log: 'silent' })
  const backend = new Backend({ ...system, vault })
  const other = new Database(join(data_dir, 'vault.db'))
  try {
    expect((await backend.tryMint()).status).toBe(201)
    other.exec('begin immediate')
    const refused = await backend.tryMint()
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await problem(refused)).toMatchObject({ status: 503, code: 'unavailable', retry_after: 1 })
    expect((await vault.fetch(new Request(`${VAULT}/health`))).status).toBe(200)
    other.exec('commit')
    expect((await backend.tryMint()).status).toBe(201)
  } finally {
    other.close()
    await vault.close()
  }
})

test('a write waits for another program, while this one goes on with its other work', async () => {
  await using folder = await temporaryFolder()
  const storage = await openStorage({ kind: 'sqlite', folder: folder.path })
  const other = new Database(join(folder.path, 'vault.db'))
  try {
    other.exec('begin immediate')
    const written = storage.insertInto('leases').values({ name: 'one', owner: 'a', expiresAt: 1 }).execute()
    // Here the other work is what lets the writer continue.
    setTimeout(() => other.exec('commit'), 100)
    await written
    expect(await storage.selectFrom('leases').select('name').execute()).toEqual([{ name: 'one' }])
  } finally {
    other.close()
    await storage.destroy()
  }
})
