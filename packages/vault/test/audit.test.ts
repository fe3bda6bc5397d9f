import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAudit } from '../src/audit/audit.ts'
import type { Audit, AuditEvent } from '../src/audit-event.ts'
import { createLog } from '../src/log.ts'
import { createMetrics, type Metrics } from '../src/metrics.ts'
import { openStorage, type Storage } from '../src/storage/open.ts'
import { temporaryFolder } from './folder.ts'

const event: AuditEvent = {
  app: 'demo',
  user: null,
  grant: null,
  provider: 'google',
  action: 'use',
  outcome: 'ok',
  startedAt: 0,
}

const key = createSecretKey(randomBytes(32))
function auditKey(): KeyObject {
  return key
}

async function open(folder: string): Promise<{ storage: Storage; audit: Audit; metrics: Metrics }> {
  const storage = await openStorage({ kind: 'sqlite', folder })
  const log = createLog('silent')
  const metrics = createMetrics(new Set(), false)
  return { storage, audit: createAudit({ storage, metrics, log, now: Date.now, auditKey }), metrics }
}

async function count(storage: Storage): Promise<number> {
  return (await storage.selectFrom('audit').select('id').execute()).length
}

test('thousands of rows of one moment are written in groups', async () => {
  await using folder = await temporaryFolder()
  const { storage, audit } = await open(folder.path)
  for (let index = 0; index < 5000; index += 1) audit.record(event)
  await audit.flush()
  expect(await count(storage)).toBe(5000)
  await storage.destroy()
})

test('rows of one millisecond keep the order in which they were recorded', async () => {
  await using folder = await temporaryFolder()
  const { storage, audit } = await open(folder.path)
  const reasons = Array.from({ length: 200 }, (_, index) => String(index))
  for (const reason of reasons) audit.record({ ...event, reason })
  await audit.flush()
  const rows = await storage.selectFrom('audit').select('reason').orderBy('id').execute()
  expect(rows.map(({ reason }) => reason)).toEqual(reasons)
  await storage.destroy()
})

test('rows wait for a database that does not take them', async () => {
  await using folder = await temporaryFolder()
  const { storage, audit } = await open(folder.path)
  await storage.schema.alterTable('audit').renameTo('elsewhere').execute()
  audit.record({ ...event, reason: 'a reason' })
  await audit.flush()
  await storage.schema.alterTable('elsewhere').renameTo('audit').execute()
  await audit.flush()
  expect(await storage.selectFrom('audit').select('reason').execute()).toEqual([{ reason: 'a reason' }])
  await storage.destroy()
})

test('if the database stays away, the oldest rows are lost and counted', async () => {
  await using folder = await temporaryFolder()
  const { storage, audit, metrics } = await open(folder.path)
  await storage.schema.alterTable('audit').renameTo('elsewhere').execute()
  for (let index = 0; index < 20_010; index += 1) audit.record({ ...event, reason: String(index) })
  await audit.flush()
  expect(await metrics.text()).toContain('alter_vault_audit_rows_lost_total 10')
  await storage.schema.alterTable('elsewhere').renameTo('audit').execute()
  await audit.flush()
  expect(await count(storage)).toBe(20_000)
  const oldest = await storage.selectFrom('audit').select('id').where('reason', '=', '9').execute()
  expect(oldest).toEqual([])
  await storage.destroy()
})

test('text of callers in a row has a maximum length', async () => {
  await using folder = await temporaryFolder()
  const { storage, audit } = await open(folder.path)
  audit.record({ ...event, provider: 'p'.repeat(900), reason: 'r'.repeat(900), detail: 'd'.repeat(900) })
  await audit.flush()
  const [row] = await storage.selectFrom('audit').select(['provider', 'reason', 'detail']).execute()
  expect(row).toEqual({ provider: 'p'.repeat(64), reason: 'r'.repeat(500), detail: 'd'.repeat(500) })
  await storage.destroy()
})
