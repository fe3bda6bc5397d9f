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

/** What can change in an approval, never what it is for. */
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

/** Done in the same transaction as a change. */
export type Also = (transaction: Kysely<Tables>, approval: StoredApproval) => Promise<void>

/** An approval, as far as its row can be believed. */
export type Found = { intact: true; approval: StoredApproval } | { intact: false; id: string; appId: string }

/** Keeps approvals. Every change is sealed with the row, and made over the row that was read. */
export interface ApprovalStore {
  /** Throws a `ClosedKeyError` as {@link assertKeysOpen} does. */
  insert(approval: StoredApproval, request: SealedRequest, also: Also): Promise<void>
  find(id: string): Promise<Found | null>
  /** The approval as it is then; `null` where somebody else changed it meanwhile. */
  change(
    approval: StoredApproval,
    changes: ApprovalChanges,
    also?: Also,
    answer?: SealedAnswer,
  ): Promise<StoredApproval | null>
  /** Throws where it was altered; `null` once it is forgotten. */
  request(approval: StoredApproval): Promise<SealedRequest | null>
  /** As {@link ApprovalStore.request}. */
  answer(approval: StoredApproval): Promise<SealedAnswer | null>
  /** Deletes what the request and the answer were. */
  forget(approval: StoredApproval): Promise<void>
  /** Deletes a row that is not the vault's. */
  discard(id: string): Promise<void>
  /** Those of some users that wait for their yes, the first to end first. */
  waitingFor(users: readonly string[], now: number): Promise<StoredApproval[]>
  /** For the operator, newest first. */
  list(query: { app: string | undefined; waiting: boolean; limit: number; now: number }): Promise<Found[]>
}

/** All but the ciphertexts, which may be long. */
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

/** Approvals that are shown to one user at most. */
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
