import type { Transaction } from 'kysely'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Signals } from '../storage/signals.ts'
import type { SessionRow, Tables } from '../storage/schema.ts'
import { asOf, hasEnded, toldSince } from './session.ts'
import type { Session } from './session.ts'
import type { Waiters } from './waiters.ts'

export interface SessionStore {
  insert(session: Session): Promise<void>
  /** `null` as well for one whose outcome is no longer told. */
  find(id: string): Promise<Session | null>
  /**
   * Applies a change to what is stored, whoever else writes at the same time. `null` leaves it as it is.
   * @param also written in the same transaction, after the session.
   */
  change(
    id: string,
    change: (session: Session) => Session | null,
    also?: (transaction: Transaction<Tables>) => Promise<void>,
  ): Promise<{ session: Session; changed: boolean }>
  /** Forgets sessions whose outcome is no longer told. */
  sweep(signal: AbortSignal): Promise<void>
}

/** Rows of one sweeping statement. */
const SLICE = 500
const TRIES = 10

export const createSessionStore = (
  storage: Storage,
  signals: Signals,
  waiters: Waiters,
  now: () => number,
): SessionStore => {
  const find = async (id: string): Promise<Session | null> => {
    const row = await storage.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
    const session = row ? asOf(fromRow(row), now()) : null
    return session?.endedAt != null && session.endedAt < toldSince(now()) ? null : session
  }

  const write = (
    next: Session,
    also: (transaction: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean> =>
    storage.transaction().execute(async (transaction) => {
      const { id, version, ...values } = toRow(next)
      const { numUpdatedRows } = await transaction
        .updateTable('sessions')
        .set({ ...values, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await also(transaction)
      await signals.announce(transaction, id)
      return true
    })

  return {
    find,
    async insert(session) {
      await storage.insertInto('sessions').values(toRow(session)).execute()
    },
    async change(id, change, also = () => Promise.resolve()) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const session = await find(id)
        if (!session) throw new ProblemError('invalid_token', 'There is no such session.')
        const changed = change(session)
        if (changed === null) return { session, changed: false }
        const next = hasEnded(changed) ? { ...changed, endedAt: changed.endedAt ?? now() } : changed
        if (!(await write(next, also))) continue
        waiters.notify(id)
        return { session: { ...next, version: next.version + 1 }, changed: true }
      }
      throw new Error(`session ${id} changes too often`)
    },
    async sweep(signal) {
      waiters.forget()
      const before = toldSince(now())
      for (const column of ['endedAt', 'expiresAt'] as const) {
        let swept = SLICE
        while (swept === SLICE && !signal.aborted) {
          const ids = storage.selectFrom('sessions').select('id').where(column, '<', before).limit(SLICE)
          const { numDeletedRows } = await storage
            .deleteFrom('sessions')
            .where('id', 'in', ids)
            .executeTakeFirst()
          swept = Number(numDeletedRows)
        }
      }
    },
  }
}

/** Throws unless the session still takes part in its flow. */
export const assertLive = (session: Session): void => {
  if (session.status === 'expired') {
    throw new ProblemError('session_expired', 'This session has expired: start again from the app.')
  }
  if (hasEnded(session)) {
    throw new ProblemError('session_ended', 'This session has already been used: start again from the app.')
  }
}

const fromRow = (row: SessionRow): Session => ({
  ...row,
  shortReturn: row.shortReturn === 1,
  providers: JSON.parse(row.providers),
  requiredScopes: JSON.parse(row.requiredScopes),
  grantPolicies: row.grantPolicies === null ? null : JSON.parse(row.grantPolicies),
  grants: JSON.parse(row.grants),
  events: JSON.parse(row.events),
})

const toRow = (session: Session): SessionRow => ({
  ...session,
  shortReturn: session.shortReturn ? 1 : 0,
  providers: JSON.stringify(session.providers),
  requiredScopes: JSON.stringify(session.requiredScopes),
  grantPolicies: session.grantPolicies && JSON.stringify(session.grantPolicies),
  grants: JSON.stringify(session.grants),
  events: JSON.stringify(session.events),
})
