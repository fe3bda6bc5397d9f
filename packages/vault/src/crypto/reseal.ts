import type { Storage } from '../storage/open.ts'
import { dataKeys, retireDataKey } from './data-keys.ts'
import type { Keyring } from './keyring.ts'
import { keyIdIn } from './seal.ts'

/** A row that holds sealed values. */
export interface SealedRecord {
  id: string
  app: string
  sealed: string[]
  /**
   * Seals the row with the newest key of its app; throws when it does not open. The returned function writes the
   * result, and tells whether the row was still as it was read.
   */
  renew(): Promise<() => Promise<boolean>>
}

/** The kinds of sealed records. */
export type SealedKind = 'grant' | 'session' | 'revocation' | 'authorization' | 'approval' | 'approval_answer'

/** One kind of sealed records, read in slices. */
export interface SealedRecords {
  kind: SealedKind
  count(): Promise<number>
  /** Records in the order of their ids, after the id given. */
  slice(after: string, limit: number): Promise<SealedRecord[]>
}

/** How far the resealing has come. */
export interface ResealProgress {
  looked: number
  total: number
  resealed: number
}

/** The result of a resealing. */
export interface ResealOutcome {
  resealed: number
  /** Ids of the data keys that were deleted. */
  retired: string[]
  /** Closed data keys that stay, because a value that they sealed does not open. */
  kept: string[]
  /** Records that do not open. */
  unreadable: Unreadable[]
}

export interface Unreadable {
  kind: SealedKind
  id: string
}

/** Records of one query. Between two queries others can use the database. */
const SLICE = 200

/**
 * Seals again what closed data keys sealed, while vaults run, and deletes keys that nothing needs any more. When it is
 * interrupted, the next run goes on from there.
 */
export async function resealAll(
  storage: Storage,
  keyring: Keyring,
  kinds: SealedRecords[],
  onProgress: (progress: ResealProgress) => void,
): Promise<ResealOutcome> {
  let resealed = 0
  for (;;) {
    // Nothing new is sealed with the closed keys, so this pass finds everything that is.
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
  /** Records that somebody else changed between the read and the write. */
  overtaken: number
  unreadable: Unreadable[]
  /** Data keys that still seal a record. */
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
