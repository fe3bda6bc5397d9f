import { expect, test } from 'vitest'
import { createAudit } from '../src/audit.ts'
import type { AuditEvent } from '../src/audit.ts'
import { createLog } from '../src/log.ts'
import { createMetrics } from '../src/metrics.ts'
import { openStorage } from '../src/storage/open.ts'
import type { Storage } from '../src/storage/open.ts'
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

const open = async (folder: string): Promise<{ storage: Storage; audit: ReturnType<typeof createAudit> }> => {
  const storage = await openStorage({ kind: 'sqlite', folder })
  const log = createLog('silent')
  const audit = createAudit({ storage, metrics: createMetrics(new Set(), false), log, now: Date.now })
  return { storage, audit }
}

const count = async (storage: Storage): Promise<number> =>
  (await storage.selectFrom('audit').select('id').execute()).length

test('thousands of rows of one moment are written in groups', async () => {
  await using folder = await temporaryFolder()
  const { storage, audit } = await open(folder.path)
  for (let index = 0; index < 5000; index += 1) audit.record(event)
  await audit.flush()
  expect(await count(storage)).toBe(5000)
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
