import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Backend, connectGoogle, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let system: System
let backend: Backend
beforeEach(async () => {
  system = await startSystem()
  backend = new Backend(system)
})
afterEach(() => system.close())

async function version(): Promise<number> {
  const [user] = await system.database<{ grants_version: number }>('select grants_version from users')
  return user?.grants_version ?? 0
}

describe('a grant that a vault keeps in memory', () => {
  test('is used no more once another vault has revoked it', async () => {
    const grant = await connectGoogle(backend)
    const other = new Backend({ ...system, vault: await system.secondVault() })
    expect((await backend.calendar()).status).toBe(200)
    expect((await other.post(`/sdk/grants/${grant.grant_id}/revoke`, {})).status).toBe(200)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'grant_revoked' })
  })

  test('gives way to one that another vault makes the default', async () => {
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
    const home = await connectGoogle(backend, 'ada@home.example')
    const other = new Backend({ ...system, vault: await system.secondVault() })
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'ambiguous_grant' })
    expect((await other.ask(`/sdk/grants/${home.grant_id}/default`, 'PUT')).status).toBe(200)
    expect((await backend.calendar()).status).toBe(200)
  })

  test('is another user’s business only', async () => {
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
    expect(await problem(await new Backend(system, 'eve').calendar())).toMatchObject({
      code: 'grant_not_found',
    })
  })

  test('stands for as long as it is only used', async () => {
    await connectGoogle(backend)
    const before = await version()
    expect((await backend.calendar()).status).toBe(200)
    await vi.waitFor(async () => expect((await backend.grants())[0]?.last_used_at).not.toBeNull())
    expect(await version()).toBe(before)
  })
})

describe('the version of a user’s grants', () => {
  test('rises with every column but that of the last use', async () => {
    await connectGoogle(backend)
    const [row] = await system.database<Record<string, unknown>>('select * from grants')
    const silent: string[] = []
    for (const column of Object.keys(row ?? {})) {
      const before = await version()
      await system.database(`update grants set ${column} = ${column}`)
      if ((await version()) === before) silent.push(column)
    }
    expect(silent).toEqual(['last_used_at'])
  })

  test('rises when a grant is deleted', async () => {
    await connectGoogle(backend)
    const before = await version()
    await system.database('delete from grants')
    expect(await version()).toBeGreaterThan(before)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'grant_not_found' })
  })
})
