import { describe, expect, vi } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { Backend, connectGoogle, problem, type System } from './system.ts'

const test = vaultTest()

async function version(system: System, user: string): Promise<number> {
  const [row] = await system.database<{ grants_version: number }>(
    'select grants_version from users where subject = ?',
    user,
  )
  return row?.grants_version ?? 0
}

describe('a grant that a vault keeps in memory', () => {
  test('is no longer used after another vault has revoked it', async ({ system, user, backend }) => {
    const grant = await connectGoogle(backend)
    const other = new Backend({ ...system, vault: await system.secondVault() }, user)
    expect((await backend.calendar()).status).toBe(200)
    expect((await other.post(`/sdk/grants/${grant.grant_id}/revoke`, {})).status).toBe(200)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'grant_revoked' })
  })

  test('gives way to one that another vault makes the default', async ({ system, user, backend }) => {
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
    const home = await connectGoogle(backend, 'ada@home.example')
    const other = new Backend({ ...system, vault: await system.secondVault() }, user)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'ambiguous_grant' })
    expect((await other.ask(`/sdk/grants/${home.grant_id}/default`, 'PUT')).status).toBe(200)
    expect((await backend.calendar()).status).toBe(200)
  })

  test('is another user’s business only', async ({ system, backend }) => {
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
    expect(await problem(await new Backend(system, 'eve').calendar())).toMatchObject({
      code: 'grant_not_found',
    })
  })

  test('stays valid while it is only used', async ({ system, user, backend }) => {
    await connectGoogle(backend)
    const before = await version(system, user)
    expect((await backend.calendar()).status).toBe(200)
    await vi.waitFor(async () => expect((await backend.grants())[0]?.last_used_at).not.toBeNull())
    expect(await version(system, user)).toBe(before)
  })
})

describe('the version of a user’s grants', () => {
  test('rises with every column but that of the last use', async ({ system, user, backend }) => {
    const { grant_id } = await connectGoogle(backend)
    const [row] = await system.database<Record<string, unknown>>(
      'select * from grants where id = ?',
      grant_id,
    )
    const silent: string[] = []
    for (const column of Object.keys(row ?? {})) {
      const before = await version(system, user)
      await system.database(`update grants set ${column} = ${column} where id = ?`, grant_id)
      if ((await version(system, user)) === before) silent.push(column)
    }
    expect(silent).toEqual(['last_used_at'])
  })

  test('rises when a grant is deleted', async ({ system, user, backend }) => {
    const { grant_id } = await connectGoogle(backend)
    const before = await version(system, user)
    await system.database('delete from grants where id = ?', grant_id)
    expect(await version(system, user)).toBeGreaterThan(before)
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'grant_not_found' })
  })
})
