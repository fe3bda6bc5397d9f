import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { type GrantPage, HEADER } from '@alter/protocol'
import { slowOf, statementsOn } from './query-plans.ts'
import { Backend, connectGoogle, json, problem, VAULT } from './system.ts'

const test = ownVaultTest()
  .extend('multiply', ({ system }) => {
    // Grants beside the one given, copied row by row, a thousandth of a second apart but for every third.
    return async (id: string, count: number, user = 'user_id'): Promise<void> => {
      const columns = (
        await system.database<Record<string, unknown>>('select * from grants where id = ?', id)
      ).flatMap((row) => Object.keys(row))
      const changed: Record<string, string> = {
        id: "'copy-' || n",
        user_id: user,
        account_id: "'account-' || n",
        account_identifier: "'account-' || n",
        created_at: 'created_at + n - n % 3',
      }
      await system.database(
        `insert into grants (${columns.join(', ')})
     with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
     select ${columns.map((column) => changed[column] ?? column).join(', ')} from grants, numbers where id = ?`,
        id,
      )
    }
  })
  .extend('asApp', ({ system }) => {
    return async (query: string): Promise<Response> => {
      return system.vault.fetch(
        new Request(`${VAULT}/sdk/grants?${query}`, { headers: { [HEADER.apiKey]: system.apiKey } }),
      )
    }
  })

function idsOf({ grants }: GrantPage): string[] {
  return grants.map(({ grant_id }) => grant_id)
}

describe('Beyond 6: a listing', () => {
  test('by cursor shows every grant once, whatever comes and goes meanwhile', async ({
    system,
    multiply,
    asApp,
  }) => {
    const { grant_id } = await connectGoogle(new Backend(system))
    await multiply(grant_id, 25)
    const seen: string[] = []
    let query = 'all=true&limit=4'
    for (;;) {
      const page = await json<GrantPage>(await asApp(query))
      seen.push(...idsOf(page))
      if (page.next_cursor === undefined) break
      // An offset would now leave one out.
      await system.database('delete from grants where id = ?', page.grants[0]?.grant_id)
      query = `all=true&limit=4&cursor=${page.next_cursor}`
    }
    expect(seen.length).toBe(26)
    expect(new Set(seen).size).toBe(26)
  })

  test('by offset shows the same, and its total is never short of what follows', async ({
    system,
    multiply,
    asApp,
  }) => {
    const { grant_id } = await connectGoogle(new Backend(system))
    await multiply(grant_id, 2100)
    const seen: string[] = []
    for (;;) {
      const page = await json<GrantPage>(await asApp(`all=true&limit=200&offset=${seen.length}`))
      seen.push(...idsOf(page))
      if (seen.length >= page.total) break
    }
    expect(new Set(seen).size).toBe(2101)
    expect(await json<GrantPage>(await asApp('all=true&offset=5000'))).toMatchObject({ grants: [] })
  })

  test('takes no cursor that it did not give, and none beside an offset', async ({ asApp }) => {
    for (const cursor of ['x', '../..', Buffer.from('1.2.3').toString('base64url'), 'a'.repeat(300)]) {
      expect(await problem(await asApp(`all=true&cursor=${cursor}`))).toMatchObject({
        code: 'invalid_request',
        field: 'cursor',
      })
    }
    const cursor = Buffer.from('1.a').toString('base64url')
    expect((await asApp(`all=true&offset=1&cursor=${cursor}`)).status).toBe(400)
  })

  test('shows a user nobody else’s grants, whoever’s cursor it is', async ({ system, multiply, asApp }) => {
    const { grant_id } = await connectGoogle(new Backend(system))
    await multiply(grant_id, 5)
    const { next_cursor } = await json<GrantPage>(await asApp('all=true&limit=1'))
    const eve = new Backend(system, 'eve')
    expect(await json<GrantPage>(await eve.ask(`/sdk/grants?cursor=${next_cursor}`))).toMatchObject({
      grants: [],
    })
  })
})

test('Beyond 6: no statement on grants, users or audit reads a table from end to end, or sorts', async ({
  system,
  multiply,
}) => {
  const { grant_id } = await connectGoogle(new Backend(system))
  await multiply(grant_id, 30)
  const asked = await statementsOn(['grants', 'users', 'audit'], async () => {
    const here = { ...system, vault: await system.secondVault() }
    const user = new Backend(here)
    function all(query: string): Promise<Response> {
      return here.vault.fetch(
        new Request(`${VAULT}/sdk/grants?${query}`, { headers: { [HEADER.apiKey]: system.apiKey } }),
      )
    }
    for (const filter of ['', '&provider=google']) {
      const page = await json<GrantPage>(await all(`all=true&limit=2${filter}`))
      await json(await all(`all=true&limit=2&cursor=${page.next_cursor}${filter}`))
      await json(await all(`all=true&limit=2&offset=2${filter}`))
      const own = await json<GrantPage>(await user.ask(`/sdk/grants?limit=2${filter}`))
      await json(await user.ask(`/sdk/grants?limit=2&cursor=${own.next_cursor}${filter}`))
      await json(await user.ask(`/sdk/grants?limit=2&offset=2${filter}`))
    }
    const grant = await connectGoogle(user, 'ada@home.example')
    await json(await user.ask(`/sdk/grants/${grant.grant_id}/default`, 'PUT'))
    expect((await user.calendar()).status).toBe(200)
    expect((await user.post(`/sdk/grants/${grant.grant_id}/revoke`, {})).status).toBe(200)
    expect((await new Backend(here, 'eve').ask('/sdk/users/eve', 'DELETE')).status).toBe(200)
    await here.vault.close()
  })
  expect(asked.length).toBeGreaterThan(20)
  expect(await slowOf(system, asked)).toEqual([])
})
