import { randomBytes } from 'node:crypto'
import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { createAudit } from '../src/audit/audit.ts'
import type { Audit, AuditEvent } from '../src/audit-event.ts'
import { beginChains } from '../src/audit/head.ts'
import { sweepAudit } from '../src/audit/sweep.ts'
import { type Verdict, verifyChain } from '../src/audit/verify.ts'
import { rewrapKeys } from '../src/crypto/data-keys.ts'
import { type Keyring, NO_APP, openKeyring } from '../src/crypto/keyring.ts'
import { createLog } from '../src/log.ts'
import { createMetrics, type Metrics } from '../src/metrics.ts'
import { createLeases } from '../src/storage/lease.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import { openTestDatabase, type TestDatabase } from './database.ts'
import { temporaryFolder } from './folder.ts'
import { runCommand, writeConfig } from './commands.ts'
import { spawnCommand, startProcess } from './processes.ts'
import { startSystem } from './system.ts'

const DAY = 86_400_000
const masterKey = randomBytes(32)

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let database: TestDatabase
let storage: Storage
let keyring: Keyring
let metrics: Metrics
/** Of the vault's clock. */
let now: number
beforeEach(async () => {
  folder = await temporaryFolder()
  database = await openTestDatabase(folder.path, inject('postgres'))
  storage = await openDatabase()
  keyring = await openKeyring(storage, [masterKey], ['demo', 'other'])
  metrics = createMetrics(new Set(), false)
  now = 1_800_000_000_000
  await begin()
})
afterEach(async () => {
  await storage.destroy()
  await database.drop()
  await folder[Symbol.asyncDispose]()
})

function openDatabase(): Promise<Storage> {
  const { database_url: url, data_dir = '' } = database.config
  return openStorage(url === undefined ? { kind: 'sqlite', folder: data_dir } : { kind: 'postgres', url })
}

function begin(): Promise<void> {
  return beginChains(storage, keyring.auditKey, ['demo', 'other', NO_APP], now)
}

function startAudit(on: Storage = storage): Audit {
  return createAudit({
    storage: on,
    metrics,
    log: createLog('silent'),
    now: () => now,
    auditKey: keyring.auditKey,
  })
}

function event(reason: string, app = 'demo'): AuditEvent {
  return {
    app,
    user: 'a-user',
    grant: 'a-grant',
    provider: 'google',
    action: 'use',
    outcome: 'ok',
    reason,
    startedAt: now,
  }
}

/** Two that were written in one go, one that was written when it began and again when it ended, two more. */
async function writeFive(app = 'demo'): Promise<void> {
  const audit = startAudit()
  audit.record(event('first', app))
  audit.record(event('second', app))
  const begun = audit.begin(event('third', app))
  await audit.flush()
  audit.record(event('fourth', app))
  now += 1000
  begun.end({ outcome: 'ok', detail: 'GET api.example 200', status: 200 })
  audit.record(event('fifth', app))
  await audit.flush()
}

function verify(app = 'demo'): Promise<Verdict> {
  return verifyChain(storage, keyring.auditKey, app)
}

async function fault(app = 'demo'): Promise<string | null> {
  const verdict = await verify(app)
  return verdict.holds ? null : verdict.fault
}

async function idOf(reason: string): Promise<string> {
  const [row] = await database.query<{ id: string }>('select id from audit where reason = ?', reason)
  return row?.id ?? ''
}

function sweep(before: number): Promise<void> {
  const signals = {
    onSignal: () => undefined,
    announce: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
  const leases = createLeases(storage, signals, Date.now)
  const parts = { storage, leases, auditKey: keyring.auditKey, log: createLog('silent') }
  return sweepAudit(parts, before, new AbortController().signal)
}

test('B3: rows as they were written hold, with their numbers and the head', async () => {
  await writeFive()
  expect(await verify()).toMatchObject({
    holds: true,
    base: { seq: 0 },
    head: { seq: 6, mac: expect.stringMatching(/^[\w-]{43}$/) },
    unnumbered: 0,
  })
  const rows = await database.query<object>(
    'select reason, seq, ended_seq as ended, outcome, latency_ms as ms from audit order by seq',
  )
  expect(rows.map((row) => Object.values(row).map(String))).toEqual([
    ['first', '1', 'null', 'ok', '0'],
    ['second', '2', 'null', 'ok', '0'],
    ['third', '3', '5', 'ok', '1000'],
    ['fourth', '4', 'null', 'ok', '0'],
    ['fifth', '6', 'null', 'ok', '0'],
  ])
})

test.each([
  'outcome',
  'reason',
  'user_id',
  'grant_id',
  'provider',
  'detail',
  'method',
  'host',
  'subject_hash',
  'reason_by',
])('B3: a row whose %s was changed is found', async (column) => {
  await writeFive()
  await database.query(`update audit set ${column} = 'x' where reason = 'second'`)
  expect(await fault()).toMatch(/^entry 2, row \w+, is not as it was written$/)
})

test.each(['at', 'latency_ms', 'status'])('B3: a row whose %s was changed is found', async (column) => {
  await writeFive()
  await database.query(`update audit set ${column} = 7 where reason = 'second'`)
  expect(await fault()).toMatch(/^entry 2, row \w+, is not as it was written$/)
})

test('B3: a row that was moved to another app is found in both', async () => {
  await writeFive()
  await writeFive('other')
  await database.query(`update audit set app_id = 'other' where reason = 'fifth' and app_id = 'demo'`)
  expect(await fault()).toBe('entry 6 is missing')
  expect(await fault('other')).toMatch(/^entry 6 is there twice/)
})

test('B3: a row that was taken from the middle is found', async () => {
  await writeFive()
  await database.query(`delete from audit where reason = 'second'`)
  expect(await fault()).toBe('entry 2 is missing')
})

test('B3: a row that was taken from the beginning is found', async () => {
  await writeFive()
  await database.query(`delete from audit where reason = 'first'`)
  expect(await fault()).toBe('entry 1 is missing')
})

test('B3: rows that were taken from the end are found', async () => {
  await writeFive()
  await database.query('delete from audit where seq > 3 or ended_seq > 3')
  expect(await fault()).toBe('entry 3 is missing')
})

test('B3: rows that were taken with their numbers are found', async () => {
  await writeFive()
  const [row] = await database.query<{ mac: string }>('select mac from audit where seq = 2')
  await database.query(`delete from audit where seq > 2`)
  await database.query(`update audit_chains set last_seq = 2, last_mac = ? where app_id = 'demo'`, row?.mac)
  expect(await fault()).toBe('the head of its chain is not one that a vault wrote')
  // Nor does a vault make it one.
  await writeFive()
  expect(await fault()).toBe('the head of its chain is not one that a vault wrote')
  expect(await metrics.text()).toContain('alter_vault_audit_chain_faults_total{app="demo"} 1')
})

test('B3: a chain that is taken away whole, under a vault, is found', async () => {
  await writeFive()
  await database.query(`delete from audit where app_id = 'demo'`)
  expect(await fault()).toBe('entry 1 is missing')
  await database.query(`delete from audit_chains where app_id = 'demo'`)
  expect(await fault()).toBe('its chain is gone')
  await writeFive()
  expect(await fault()).toBe('its chain is gone')
})

test('B3: a chain that is set back under a vault is reported', async () => {
  const audit = startAudit()
  audit.record(event('one'))
  await audit.flush()
  const [head] = await database.query<Record<string, unknown>>(
    `select * from audit_chains where app_id = 'demo'`,
  )
  audit.record(event('two'))
  await audit.flush()
  await database.query(`delete from audit where reason = 'two'`)
  await database.query(
    `update audit_chains set last_seq = 1, last_mac = ?, seal = ? where app_id = 'demo'`,
    head?.['last_mac'],
    head?.['seal'],
  )
  audit.record(event('three'))
  await audit.flush()
  expect(await metrics.text()).toContain('alter_vault_audit_chain_faults_total{app="demo"} 1')
})

test('B3: a head that was kept elsewhere is missed after the chain was set back or begun anew', async () => {
  await writeFive()
  const verdict = await verify()
  if (!verdict.holds) throw new Error(verdict.fault)
  const kept = verdict.head
  function against(): Promise<Verdict> {
    return verifyChain(storage, keyring.auditKey, 'demo', { kept })
  }
  expect(await against()).toMatchObject({ holds: true })
  await database.query(`delete from audit where app_id = 'demo'`)
  await database.query(`delete from audit_chains where app_id = 'demo'`)
  await begin()
  expect(await against()).toEqual({ holds: false, fault: 'the chain ends at entry 0, before 6' })
  await writeFive()
  await writeFive()
  now += 1
  expect(await verify()).toMatchObject({ holds: true })
  expect(await against()).toEqual({
    holds: false,
    fault: 'entry 6 is not the one that was kept elsewhere',
  })
})

test('B3: rows that change places are found', async () => {
  await writeFive()
  const [first, second] = [await idOf('first'), await idOf('second')]
  await database.query(`update audit set seq = 100 where id = ?`, first)
  await database.query(`update audit set seq = 1 where id = ?`, second)
  await database.query(`update audit set seq = 2 where id = ?`, first)
  expect(await fault()).toBe(`entry 1, row ${second}, is not as it was written`)
})

/** What somebody who writes to the database may try with a row of their own. */
function insert(values: Record<string, unknown>): Promise<unknown[]> {
  const row = {
    id: 'made-up',
    app_id: 'demo',
    action: 'use',
    outcome: 'ok',
    latency_ms: 1,
    at: now,
    ...values,
  }
  const names = Object.keys(row)
  return database.query(
    `insert into audit (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
    ...Object.values(row),
  )
}

test.each([
  ['without a number', {}, 'row made-up stands outside of the chain'],
  ['from before the chain', { at: 1 }, '1 rows are dated from before the chain began, when there were 0'],
  ['with the next number', { seq: 7, mac: 'x' }, 'row made-up stands outside of the chain'],
  ['with a number that is taken', { seq: 2, mac: 'x' }, 'entry 2 is there twice, one of them in row made-up'],
  ['with the number of an end', { ended_seq: 5, ended_mac: 'x' }, /^entry 5 is there twice/],
  ['with a number from before', { seq: 0, mac: '' }, 'row made-up stands outside of the chain'],
])('B3: a row that was put there %s is found', async (_name, values, found) => {
  await writeFive()
  await insert(values)
  expect(await fault()).toEqual(typeof found === 'string' ? found : expect.stringMatching(found))
})

test('B3: an end that was taken back, or given, is found', async () => {
  await writeFive()
  await database.query(
    `update audit set outcome = 'started', detail = null, status = null, latency_ms = 0,
      ended_seq = null, ended_mac = null where reason = 'third'`,
  )
  expect(await fault()).toBe('entry 5 is missing')
  await writeFive('other')
  await database.query(`update audit set outcome = 'denied' where reason = 'third' and app_id = 'other'`)
  expect(await fault('other')).toMatch(/^entry 5, row/)
  await database.query(
    `update audit set outcome = 'ok', ended_seq = 1 where reason = 'third' and app_id = 'other'`,
  )
  expect(await fault('other')).not.toBeNull()
})

test('B3: rows from before the chain are counted, and no more are let in', async () => {
  await database.query(`delete from audit_chains where app_id = 'demo'`)
  await insert({ id: 'old-1', at: 1 })
  await insert({ id: 'old-2', at: 2 })
  await begin()
  expect(await verify()).toMatchObject({ holds: true, unnumbered: 2 })
  await insert({ id: 'old-3', at: 2 })
  expect(await fault()).toBe('3 rows are dated from before the chain began, when there were 2')
})

test('B3: a chain holds when its oldest rows are forgotten, and when users are', async () => {
  await writeFive()
  now += DAY
  await writeFive()
  await sweep(now - 5000)
  expect(await verify()).toMatchObject({ holds: true, base: { seq: 6 }, head: { seq: 12 } })
  expect(await database.query('select id from audit')).toHaveLength(5)
  await sweep(now + DAY)
  expect(await verify()).toMatchObject({ holds: true, base: { seq: 12 }, head: { seq: 12 } })
  expect(await database.query('select id from audit')).toEqual([])
  await insert({ seq: 3, mac: 'x' })
  expect(await fault()).toBe('row made-up stands outside of the chain')
})

test('B3: a row stays until its end is old enough too', async () => {
  const audit = startAudit()
  const begun = audit.begin(event('long'))
  await audit.flush()
  now += DAY
  audit.record(event('young'))
  await audit.flush()
  begun.end({ outcome: 'ok' })
  await audit.flush()
  await sweep(now)
  expect(await verify()).toMatchObject({ holds: true, base: { seq: 1 } })
  expect(await database.query('select id from audit')).toHaveLength(2)
  await sweep(now + 1)
  expect(await verify()).toMatchObject({ holds: true, base: { seq: 3 } })
})

test('B3: thousands of rows are forgotten in slices, and the rest holds', async () => {
  const audit = startAudit()
  for (let index = 0; index < 1100; index += 1) audit.record(event(String(index)))
  await audit.flush()
  now += DAY
  audit.record(event('young'))
  await audit.flush()
  await sweep(now)
  expect(await verify()).toMatchObject({ holds: true, base: { seq: 1100 }, head: { seq: 1101 } })
})

test('B3: a deletion is not hidden behind a changed time', async () => {
  await writeFive()
  await database.query(`update audit set at = 1 where reason = 'first' or reason = 'second'`)
  await sweep(now - DAY)
  expect(await database.query('select id from audit')).toHaveLength(3)
  expect(await fault()).toBe('entry 1 is missing')
  await database.query(`update audit set at = 1`)
  await sweep(now - DAY)
  expect(await fault()).toBe('entry 1 is missing')
})

test('B3: two vaults that write at once make one chain', async () => {
  const system = await startSystem()
  const vaults = [
    await startProcess(system.folder, system.config),
    await startProcess(system.folder, system.config),
  ]
  try {
    async function list(index: number): Promise<void> {
      const headers = { [HEADER.apiKey]: system.apiKey }
      const answer = await fetch(`${vaults[index % 2]?.url}/sdk/grants?all=true`, { headers })
      if (answer.status !== 200) throw new Error(await answer.text())
    }
    for (let index = 0; index < 400; index += 8) {
      await Promise.all(Array.from({ length: 8 }, (_, more) => list(index + more)))
    }
  } finally {
    await Promise.all(vaults.map((vault) => vault.stop()))
  }
  const { code, stdout } = await spawnCommand(system.folder, ['audit', 'verify', '--app', 'demo'])
  expect(stdout).toMatch(/^ok {6}demo: 400 entries/)
  expect(code).toBe(0)
  await system.close()
})

test('B3: a write whose answer was lost leaves no gap', async () => {
  const audit = startAudit()
  audit.record(event('one'))
  const begun = audit.begin(event('two'))
  // The transaction is committed, and the vault hears that it was not.
  const transaction = vi.spyOn(storage, 'transaction').mockImplementationOnce(() => {
    transaction.mockRestore()
    const builder = storage.transaction()
    const execute = builder.execute.bind(builder)
    builder.execute = async (callback) => {
      await execute(callback)
      throw new Error('Connection terminated unexpectedly')
    }
    return builder
  })
  await audit.flush()
  begun.end({ outcome: 'ok' })
  await audit.flush()
  expect(await verify()).toMatchObject({ holds: true, head: { seq: 3 } })
  expect(await database.query('select id from audit')).toHaveLength(2)
})

test('B3: another master key opens the same chain', async () => {
  await writeFive()
  const other = randomBytes(32)
  await rewrapKeys(storage, [other, masterKey])
  keyring = await openKeyring(storage, [other], ['demo', 'other'])
  await writeFive()
  expect(await verify()).toMatchObject({ holds: true, head: { seq: 12 } })
})

function app(id: string) {
  return {
    id,
    name: id,
    api_key: `alter_key_app_${id}-0123456789abcdef`,
    origins: [],
    identity: { issuer: 'https://issuer.example', audience: 'a' },
    providers: {},
  }
}

test('B3: audit verify prints the heads, and exits with 1 at a break', async () => {
  await writeFive()
  await writeFive('other')
  const config = {
    public_url: 'http://localhost:4401',
    ...database.config,
    master_key: masterKey.toString('base64'),
    apps: [app('demo'), app('other')],
  }
  await writeConfig(folder.path, config)
  const good = await runCommand(folder.path, ['audit', 'verify'])
  expect(good).toMatchObject({ code: 0, stderr: '' })
  const [, head = ''] = /demo: 6 entries since \S+, head (\d+\.[\w-]{43})$/m.exec(good.stdout) ?? []
  expect(head).toMatch(/^6\./)
  expect(await runCommand(folder.path, ['audit', 'verify', '--app', 'demo', '--head', head])).toMatchObject({
    code: 0,
  })
  await database.query(`delete from audit where reason = 'fourth' and app_id = 'demo'`)
  const bad = await runCommand(folder.path, ['audit', 'verify'])
  expect(bad.code).toBe(1)
  expect(bad.stdout).toContain('broken  demo: entry 4 is missing.')
  expect(bad.stdout).toMatch(/ok {6}other: 6 entries/)
  expect(await runCommand(folder.path, ['audit', 'verify', '--head', head])).toMatchObject({ code: 2 })
})
