import type { WalletActivityPage, WalletConnectionPage, WalletHome } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { slowOf, statementsOn } from './query-plans.ts'
import { connectGoogle } from './system.ts'
import { WalletBrowser } from './wallet-browser.ts'

const test = ownVaultTest({ wallet: true, app: { wallet: { forget: true } } })
  /** Rows beside the first use of a grant, copied into the past; each `every`th was denied. */
  .extend('multiplyUses', ({ system }) => {
    return async (count: number, every: number): Promise<void> => {
      const [first] = await system.database<Record<string, unknown>>(
        "select * from audit where action = 'use'",
      )
      const columns = Object.keys(first ?? {})
      const changed: Record<string, string> = {
        id: "substr('00000000000' || n, -12) || '-copy'",
        at: 'at - n * cast(60000 as bigint)',
        outcome: `case when n % ${every} = 0 then 'denied' else 'ok' end`,
        seq: 'null',
        mac: 'null',
        ended_seq: 'null',
        ended_mac: 'null',
      }
      if (system.config.database_url !== undefined) changed['id'] = "lpad(n::text, 12, '0') || '-copy'"
      await system.database(
        `insert into audit (${columns.join(', ')})
     with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
     select ${columns.map((column) => changed[column] ?? column).join(', ')} from audit, numbers
     where action = 'use'`,
      )
    }
  })
  /** Connections beside the first one. */
  .extend('multiplyGrants', ({ system }) => {
    return async (count: number): Promise<void> => {
      const [first] = await system.database<Record<string, unknown>>('select * from grants')
      const columns = Object.keys(first ?? {})
      const changed: Record<string, string> = {
        id: "'copy-' || n",
        account_id: "'account-' || n",
        account_identifier: "'account-' || n",
        created_at: 'created_at + n',
        is_default: '0',
      }
      await system.changeGrants(
        `insert into grants (${columns.join(', ')})
     with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
     select ${columns.map((column) => changed[column] ?? column).join(', ')} from grants, numbers`,
      )
    }
  })

const TABLES = [
  'audit',
  'wallet_sessions',
  'users',
  'grants',
  'grant_ends',
  'grant_endings',
  'deleted_subjects',
]

test('17.2 no statement of the Wallet reads a table from end to end, or sorts', async ({
  system,
  backend,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await (await backend.calendar()).text()
  const asked = await statementsOn(TABLES, async () => {
    const here = { ...system, vault: await system.secondVault() }
    const ada = await new WalletBrowser(here).signedIn()
    for (const path of [
      'session',
      'home',
      'apps/demo',
      `connections/${grant_id}`,
      'activity',
      `activity?provider=google&outcome=ok&connection=${grant_id}&agent=x&from=2026-01-01&to=2099-01-01`,
      'filters',
      'export',
    ]) {
      await ada.get(path)
    }
    const { next_cursor } = await ada.get<WalletActivityPage>('activity?limit=1')
    await ada.get(`activity?limit=1&before=${next_cursor}`)
    await (await ada.send('/wallet/api/activity.csv')).text()
    await ada.post(`connections/${grant_id}/extend`)
    await ada.post(`connections/${grant_id}/disconnect`)
    await ada.post('forget', { app_id: 'demo' })
    const again = await new WalletBrowser(here).signedIn()
    await again.post('sign-out')
  })
  for (const table of ['audit', 'wallet_sessions', 'users']) {
    expect(
      asked.some(({ sql }) => sql.includes(`"${table}"`)),
      table,
    ).toBe(true)
  }
  expect(asked.length).toBeGreaterThan(15)
  // A user's agents are few, and sorted; what waits for a yes is swept by a task of its own.
  const own = asked.filter(({ sql }) => !/from "(delegations|approvals)"/.test(sql))
  expect(await slowOf(system, own)).toEqual([])
})

test('17.2 forty connections and a hundred thousand rows are read a page at a time, rare ones too', async ({
  system,
  backend,
  multiplyUses,
  multiplyGrants,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await multiplyGrants(39)
  await (await backend.ask(`/sdk/grants/${grant_id}/default`, 'PUT')).text()
  await (await backend.calendar({ 'x-alter-grant': grant_id })).text()
  const flushed = await new WalletBrowser(system).signedIn()
  await flushed.get('home')
  await multiplyUses(100_000, 50_000)
  const ada = await new WalletBrowser(system).signedIn()
  const home = await ada.get<WalletHome>('home')
  expect(home.apps).toMatchObject([{ connections: 40 }])

  const first = await ada.get<WalletActivityPage>('activity')
  expect(first.activity).toHaveLength(50)
  const connection = await ada.get<WalletConnectionPage>(`connections/${grant_id}`)
  expect(connection.activity.activity).toHaveLength(20)
  const last = await ada.get<WalletActivityPage>(
    `activity?to=${new Date(Date.now() - 99_990 * 60_000).toISOString()}`,
  )
  expect(last.activity).toHaveLength(11)
  // Two of a hundred thousand: each question looks through a part of them.
  const denied: string[] = []
  let questions = 0
  for (let before: string | undefined = ''; before !== undefined; questions += 1) {
    const page: WalletActivityPage = await ada.get(`activity?outcome=denied${before && `&before=${before}`}`)
    denied.push(...page.activity.map(({ activity_id }) => activity_id))
    before = page.next_cursor
  }
  expect(denied).toHaveLength(2)
  expect(questions).toBeLessThan(20)
  const csv = await (await ada.send('/wallet/api/activity.csv')).text()
  expect(csv.split('\r\n')).toHaveLength(100_002)
})
