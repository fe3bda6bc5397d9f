import type { Storage } from '../storage/open.ts'
import { dataKeys, retireDataKey } from './data-keys.ts'
import type { Keyring } from './keyring.ts'
import { keyIdIn } from './seal.ts'

/** A row that holds what a data key sealed. */
export interface SealedRecord {
  id: string
  app: string
  sealed: string[]
  /**
   * Seals it with the newest key of its app; throws when it does not open. What it answers writes that over what was
   * read, and answers whether it was still there.
   */
  renew(): Promise<() => Promise<boolean>>
}

/** What a sealed record is, for whoever has to do something about it. */
export type SealedKind = 'grant' | 'session' | 'revocation' | 'authorization' | 'approval' | 'approval_answer'

/** One kind of sealed records, read a slice at a time. */
export interface SealedRecords {
  kind: SealedKind
  count(): Promise<number>
  /** In the order of their ids, from behind the one given. */
  slice(after: string, limit: number): Promise<SealedRecord[]>
}

/** How far it is. */
export interface ResealProgress {
  looked: number
  total: number
  resealed: number
}

/** What came of it. */
export interface ResealOutcome {
  resealed: number
  /** Data keys that are deleted. */
  retired: string[]
  /** Closed data keys that stay, because something sealed with them does not open. */
  kept: string[]
  /** Records that do not open. */
  unreadable: Unreadable[]
}

export interface Unreadable {
  kind: SealedKind
  id: string
}

/** Records of one question; those who use the database have their turn between two. */
const SLICE = 200

/**
 * Seals again, under vaults that run, what closed data keys sealed, and deletes the keys that nothing is left of. Whatever
 * it had done when it was interrupted stays done: the next one goes on.
 */
export async function resealAll(
  storage: Storage,
  keyring: Keyring,
  kinds: SealedRecords[],
  onProgress: (progress: ResealProgress) => void,
): Promise<ResealOutcome> {
  let resealed = 0
  for (;;) {
    // Nothing is sealed with them from here on, so what this pass does not find is not there.
    const closed = (await dataKeys(storage)).filter(({ closedAt }) => closedAt !== null)
    await keyring.reload()
    const before = resealed
    const pass = await resealPass(keyring, kinds, (progress) =>
      onProgress({ ...progress, resealed: before + progress.resealed }),
    )
    resealed += pass.resealed
    if (pass.resealed + pass.overtaken > 0) continue
    const kept = closed.filter(({ id }) => pass.inUse.has(id)).map(({ id }) => id)
    const retired = closed.filter(({ id }) => !pass.inUse.has(id)).map(({ id }) => id)
    for (const id of retired) await retireDataKey(storage, id)
    return { resealed, retired, kept, unreadable: pass.unreadable }
  }
}

interface Pass {
  resealed: number
  /** Changed by somebody else between being read and being written. */
  overtaken: number
  unreadable: Unreadable[]
  /** Data keys that something was found sealed with and left so. */
  inUse: Set<string>
}

async function resealPass(
  keyring: Keyring,
  kinds: SealedRecords[],
  onProgress: (progress: ResealProgress) => void,
): Promise<Pass> {
  const pass: Pass = { resealed: 0, overtaken: 0, unreadable: [], inUse: new Set() }
  const counts = await Promise.all(kinds.map((kind) => kind.count()))
  const total = counts.reduce((sum, count) => sum + count, 0)
  let looked = 0
  for (const kind of kinds) {
    let after = ''
    for (;;) {
      const records = await kind.slice(after, SLICE)
      for (const record of records) await resealOne(keyring, kind.kind, record, pass)
      looked += records.length
      onProgress({ looked, total: Math.max(total, looked), resealed: pass.resealed })
      if (records.length < SLICE) break
      after = records.at(-1)?.id ?? after
    }
  }
  return pass
}

async function resealOne(
  keyring: Keyring,
  kind: SealedKind,
  record: SealedRecord,
  pass: Pass,
): Promise<void> {
  const { id, app, sealed } = record
  const keyIds = sealed.map(keyIdIn)
  if (keyIds.every((keyId, index) => keyId !== null && keyring.isNewest(app, sealed[index] ?? ''))) {
    for (const keyId of keyIds) if (keyId !== null) pass.inUse.add(keyId)
    return
  }
  await keyring.withNewestKey(async () => {
    const write = await record.renew().catch(() => null)
    if (write === null) {
      pass.unreadable.push({ kind, id })
      for (const keyId of keyIds) if (keyId !== null) pass.inUse.add(keyId)
    } else if (await write()) pass.resealed += 1
    else pass.overtaken += 1
  })
}
