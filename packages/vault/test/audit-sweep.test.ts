import { afterEach, expect, test, vi } from 'vitest'
import { Backend, startSystem, type System, type SystemOptions } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

const DAY = 86_400_000

let system: System
afterEach(() => system.close())

async function start(vault: SystemOptions['vault'] = {}): Promise<void> {
  system = await startSystem({ vault })
}

/** Rows that were written so many days ago. */
function write(app: string, count: number, days: number): Promise<unknown[]> {
  return system.database(`
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})
    insert into audit (id, app_id, action, outcome, latency_ms, at)
    select '${app}-${days}-' || n, '${app}', 'use', 'ok', 1, ${Date.now() - days * DAY} from numbers`)
}

async function left(): Promise<number> {
  const [row] = await system.database<{ count: number }>(
    "select count(*) as count from audit where action = 'use'",
  )
  return Number(row?.count)
}

test('rows are kept for a year, those of an app that is no longer configured too', async () => {
  await start()
  for (const app of ['demo', 'former']) {
    await write(app, 600, 366)
    await write(app, 3, 364)
  }
  await system.secondVault()
  await expect.poll(left, { timeout: 20_000 }).toBe(6)
})

test('rows are kept for audit_days', async () => {
  await start({ audit_days: 30 })
  await write('demo', 3, 31)
  await write('demo', 3, 29)
  await system.secondVault()
  await expect.poll(left, { timeout: 20_000 }).toBe(3)
})

test('rows are kept for ever', async () => {
  await start({ audit_days: 'forever' })
  await write('demo', 3, 10_000)
  const vault = await system.secondVault()
  await vault.close()
  expect(await left()).toBe(3)
})

test('a big sweep lets others at the database, and is gone on with after a restart', async () => {
  await start()
  await write('demo', 10_000, 366)
  const vault = await system.secondVault()
  await new Backend({ ...system, vault }).mint()
  await vault.close()
  expect(await left()).toBeGreaterThan(0)
  await system.secondVault()
  await expect.poll(left, { timeout: 20_000 }).toBe(0)
})
