import { expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { Backend, type System } from './system.ts'

const DAY = 86_400_000

/** What a vault sweeps is all that its database holds: each test has one of its own. */
const test = vaultTest()

/** Rows that were written so many days ago. */
function write(system: System, app: string, count: number, days: number): Promise<unknown[]> {
  return system.database(`
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})
    insert into audit (id, app_id, action, outcome, latency_ms, at)
    select '${app}-${days}-' || n, '${app}', 'use', 'ok', 1, ${Date.now() - days * DAY} from numbers`)
}

async function left(system: System): Promise<number> {
  const [row] = await system.database<{ count: number }>(
    "select count(*) as count from audit where action = 'use'",
  )
  return Number(row?.count)
}

test('rows are kept for a year, those of an app that is no longer configured too', async ({
  ownSystem: system,
}) => {
  for (const app of ['demo', 'former']) {
    await write(system, app, 600, 366)
    await write(system, app, 3, 364)
  }
  await system.secondVault()
  await expect.poll(() => left(system)).toBe(6)
})

test('rows are kept for audit_days', async ({ start }) => {
  const system = await start({ vault: { audit_days: 30 } })
  await write(system, 'demo', 3, 31)
  await write(system, 'demo', 3, 29)
  await system.secondVault()
  await expect.poll(() => left(system)).toBe(3)
})

test('rows are kept for ever', async ({ start }) => {
  const system = await start({ vault: { audit_days: 'forever' } })
  await write(system, 'demo', 3, 10_000)
  const vault = await system.secondVault()
  await vault.close()
  expect(await left(system)).toBe(3)
})

test('a big sweep does not block the database, and continues after a restart', async ({
  ownSystem: system,
}) => {
  await write(system, 'demo', 10_000, 366)
  const vault = await system.secondVault()
  await new Backend({ ...system, vault }).mint()
  await vault.close()
  expect(await left(system)).toBeGreaterThan(0)
  await system.secondVault()
  await expect.poll(() => left(system)).toBe(0)
})
