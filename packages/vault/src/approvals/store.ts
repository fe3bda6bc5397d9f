import type { Kysely } from 'kysely'
import type { Keyring } from '../crypto/keyring.ts'
import { keyIdOf } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { ApprovalRow } from '../storage/schema/approvals.ts'
import { padded } from '../storage/padded.ts'
import { fromRow, type StoredApproval, toRow } from './approval.ts'
import {
  openAnswer,
  openRequest,
  sealAnswer,
  sealRequest,
  type SealedAnswer,
  type SealedRequest,
} from './sealed-request.ts'

/** The columns of an approval that can change. What it is for never changes. */
export type ApprovalChanges = Partial<
  Pick<
    StoredApproval,
    | 'approver'
    | 'nextApprover'
    | 'approvedBy'
    | 'status'
    | 'responseStatus'
    | 'decidedAt'
    | 'denialReason'
    | 'failure'
    | 'endedAt'
    | 'keptUntil'
  >
>

/** Runs in the transaction of a change. */
export type Also = (transaction: Kysely<Tables>, approval: StoredApproval) => Promise<void>

/** An approval whose row is intact, or the id of one that was altered. */
export type Found = { intact: true; approval: StoredApproval } | { intact: false; id: string; appId: string }

/** Reads and writes approvals. Every change seals the row again, and applies only to the row that was read. */
export interface ApprovalStore {
  /** Throws a `ClosedKeyError` as {@link assertKeysOpen} does. */
  insert(approval: StoredApproval, request: SealedRequest, also: Also): Promise<void>
  find(id: string): Promise<Found | null>
  /** Resolves with the changed approval; `null` when another process changed it first. */
  change(
    approval: StoredApproval,
    changes: ApprovalChanges,
    also?: Also,
    answer?: SealedAnswer,
  ): Promise<StoredApproval | null>
  /** The sealed request; `null` once it is forgotten. Throws when it was altered. */
  request(approval: StoredApproval): Promise<SealedRequest | null>
  /** The sealed answer, as {@link ApprovalStore.request}. */
  answer(approval: StoredApproval): Promise<SealedAnswer | null>
  /** Deletes the sealed request and answer. */
  forget(approval: StoredApproval): Promise<void>
  /** Deletes a row that the vault did not write. */
  discard(id: string): Promise<void>
  /** Approvals that wait for one of these users, the first to expire first. */
  waitingFor(users: readonly string[], now: number): Promise<StoredApproval[]>
  /** Approvals for the operator, newest first. */
  list(query: { app: string | undefined; waiting: boolean; limit: number; now: number }): Promise<Found[]>
}

/** All columns except the ciphertexts, which may be long. */
const COLUMNS = [
  'id',
  'appId',
  'userId',
  'grantId',
  'provider',
  'agentId',
  'delegationId',
  'askerId',
  'keyId',
  'approver',
  'nextApprover',
  'approvedBy',
  'rule',
  'method',
  'host',
  'path',
  'reason',
  'status',
  'responseStatus',
  'createdAt',
  'expiresAt',
  'decidedAt',
  'denialReason',
  'failure',
  'endedAt',
  'keptUntil',
  'seal',
] as const satisfies (keyof ApprovalRow)[]

/** Waiting approvals that one user sees at most. */
const MOST_SHOWN = 100

export function createApprovalStore(storage: Storage, keyring: Keyring): ApprovalStore {
  function read(row: Omit<ApprovalRow, 'request' | 'answer'>): Found {
    const approval = fromRow(row, keyring)
    return approval ? { intact: true, approval } : { intact: false, id: row.id, appId: row.appId }
  }
  function some() {
    return storage.selectFrom('approvals').select(COLUMNS)
  }
  async function ciphertext(id: string, column: 'request' | 'answer'): Promise<string | null> {
    const row = await storage.selectFrom('approvals').select(column).where('id', '=', id).executeTakeFirst()
    return row?.[column] ?? null
  }
  const change: ApprovalStore['change'] = (approval, changes, also, answer) =>
    keyring.withNewestKey(() => {
      const { seal, ...row } = toRow({ ...approval, ...changes }, keyring)
      const sealed = answer && sealAnswer(keyring, approval, answer)
      return storage.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('approvals')
          .set({ ...row, seal, ...(sealed !== undefined && { answer: sealed }) })
          .where('id', '=', approval.id)
          .where('seal', '=', approval.seal)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return null
        if (sealed !== undefined) await assertKeysOpen(transaction, [keyIdOf(sealed)])
        const changed = { ...approval, ...changes, seal }
        if (also) await also(transaction, changed)
        return changed
      })
    })

  return {
    change,
    insert: (approval, request, also) =>
      keyring.withNewestKey(() => {
        const row = toRow(approval, keyring)
        const sealed = sealRequest(keyring, approval, request)
        return storage.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('approvals')
            .values({ ...row, request: sealed, answer: null })
            .execute()
          await assertKeysOpen(transaction, [keyIdOf(sealed)])
          await also(transaction, { ...approval, seal: row.seal })
        })
      }),
    async find(id) {
      const row = await some().where('id', '=', id).executeTakeFirst()
      return row ? read(row) : null
    },
    async request(approval) {
      const sealed = await ciphertext(approval.id, 'request')
      return sealed === null ? null : openRequest(keyring, approval, sealed)
    },
    async answer(approval) {
      const sealed = await ciphertext(approval.id, 'answer')
      return sealed === null ? null : openAnswer(keyring, approval, sealed)
    },
    async forget(approval) {
      await change(approval, { keptUntil: null }, async (transaction) => {
        await transaction
          .updateTable('approvals')
          .set({ request: null, answer: null })
          .where('id', '=', approval.id)
          .execute()
      })
    },
    async discard(id) {
      await storage.deleteFrom('approvals').where('id', '=', id).execute()
    },
    async waitingFor(users, now) {
      if (users.length === 0) return []
      const rows = await some()
        .where('userId', 'in', padded([...users]))
        .where('endedAt', 'is', null)
        .where('status', '=', 'pending')
        .where('approver', '=', 'user')
        .where('expiresAt', '>', now)
        .orderBy('expiresAt')
        .orderBy('id')
        .limit(MOST_SHOWN)
        .execute()
      return rows.flatMap((row) => fromRow(row, keyring) ?? [])
    },
    async list({ app, waiting, limit, now }) {
      let asked = some()
      if (app !== undefined) asked = asked.where('appId', '=', app)
      if (waiting) {
        asked = asked
          .where('endedAt', 'is', null)
          .where('status', '=', 'pending')
          .where('approver', '=', 'operator')
          .where('expiresAt', '>', now)
      }
      const rows = await asked.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(read)
    },
  }
}
