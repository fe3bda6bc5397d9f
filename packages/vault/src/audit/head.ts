import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { AuditChainRow } from '../storage/schema/audit.ts'
import type { Storage } from '../storage/open.ts'
import { type AuditKey, isSealedHead, sealHead } from './chain.ts'
import { recordedApps } from './history.ts'

/**
 * Begins a chain for each app that has none, including apps that only appear in rows. Earlier rows stay outside the
 * chain, and are counted.
 */
export async function beginChains(
  storage: Storage,
  auditKey: AuditKey,
  apps: string[],
  now: number,
): Promise<void> {
  for (const appId of new Set([...apps, ...(await recordedApps(storage))])) {
    const key = auditKey(appId)
    const begun = await storage.selectFrom('auditChains').select('appId').where('appId', '=', appId).execute()
    if (!key || begun.length > 0) continue
    const { count } = await storage
      .selectFrom('audit')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('appId', '=', appId)
      .where('seq', 'is', null)
      .executeTakeFirstOrThrow()
    const first = { appId, begunAt: now, baseSeq: 0, baseMac: '', lastSeq: 0, lastMac: '' }
    // When two processes begin the same chain at once, one of them wins.
    await storage
      .insertInto('auditChains')
      .values(sealHead(key, { ...first, unnumbered: count }))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

export function readHead(storage: Kysely<Tables>, app: string): Promise<AuditChainRow | undefined> {
  return storage.selectFrom('auditChains').selectAll().where('appId', '=', app).executeTakeFirst()
}

/**
 * Locks the head of an app's chain until the transaction ends. `null` when the head is missing or no vault wrote it.
 */
export async function lockHead(
  transaction: Kysely<Tables>,
  auditKey: AuditKey,
  app: string,
): Promise<AuditChainRow | null> {
  // A transaction that begins with a write waits for its turn, on SQLite and on PostgreSQL.
  const head = await transaction
    .updateTable('auditChains')
    .set((row) => ({ lastSeq: row.ref('lastSeq') }))
    .where('appId', '=', app)
    .returningAll()
    .executeTakeFirst()
  const key = auditKey(app)
  return head && key && isSealedHead(key, head) ? head : null
}

export async function writeHead(
  transaction: Kysely<Tables>,
  auditKey: AuditKey,
  head: AuditChainRow,
): Promise<void> {
  const key = auditKey(head.appId)
  if (!key) return
  await transaction
    .updateTable('auditChains')
    .set(sealHead(key, head))
    .where('appId', '=', head.appId)
    .execute()
}
