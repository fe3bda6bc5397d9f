import type { Transaction } from 'kysely'
import { ProblemError } from '../problem.ts'
import { isBrokenReference } from '../storage/broken-reference.ts'
import { deletedProblem } from '../user-problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Signals } from '../storage/signals.ts'
import { keyIdOf } from '../crypto/seal.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { type GrantOwner, ownerColumns } from '../grants/owner.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Tables } from '../storage/schema.ts'
import type { SessionRow } from '../storage/schema/sessions.ts'
import { type OwnedSession, readSession, sealSession } from './seal.ts'
import { asOf, hasEnded, type Session, readableSince } from './session.ts'
import type { Waiters } from './waiters.ts'

export interface SessionStore {
  /**
   * Stores a new session. Throws `invalid_user_token` when its user was deleted meanwhile.
   * @param owner the user's identity from the token, because the database's values are not trusted yet
   */
  insert(session: Session, owner: GrantOwner | null): Promise<void>
  /** `null` also for a session whose outcome can no longer be read. */
  find(id: string): Promise<Session | null>
  /**
   * Applies a change to the stored session, and repeats it when others write at the same time. A change that returns
   * `null` changes nothing.
   * @param also runs in the same transaction after the change, with the session's user
   */
  change(
    id: string,
    change: (session: Session) => Session | null,
    also?: (transaction: Transaction<Tables>, owner: GrantOwner | null) => Promise<void>,
  ): Promise<{ session: Session; changed: boolean }>
  /** Forgets sessions whose outcome can no longer be read. */
  sweep(signal: AbortSignal): Promise<void>
}

/** Rows of one deletion. */
const SLICE = 500
const TRIES = 10

export interface SessionStoreParts {
  storage: Storage
  signals: Signals
  waiters: Waiters
  keyring: Keyring
  now: () => number
  /** Called with a session that the vault did not write as it is. The session counts as missing. */
  onAltered?: (session: Pick<SessionRow, 'id' | 'appId'>) => void
}

export function createSessionStore({
  storage,
  signals,
  waiters,
  keyring,
  now,
  onAltered = () => undefined,
}: SessionStoreParts): SessionStore {
  async function read(id: string): Promise<OwnedSession | null> {
    const row = await storage
      .selectFrom('sessions')
      .selectAll()
      .select(ownerColumns('sessions.userId'))
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) return null
    const owned = await readSession(keyring, row)
    if (owned === null) onAltered(row)
    return owned
  }

  async function findOwned(id: string): Promise<OwnedSession | null> {
    const owned = await read(id)
    if (!owned) return null
    const session = asOf(owned.session, now())
    const isReadable = session.endedAt === null || session.endedAt >= readableSince(now())
    return isReadable ? { ...owned, session } : null
  }

  function write(
    next: Session,
    owner: GrantOwner | null,
    also: (transaction: Transaction<Tables>, owner: GrantOwner | null) => Promise<void>,
  ): Promise<boolean> {
    return storage.transaction().execute(async (transaction) => {
      const { id, ...values } = sealSession(keyring, { ...next, version: next.version + 1 }, owner)
      const { numUpdatedRows } = await transaction
        .updateTable('sessions')
        .set(values)
        .where('id', '=', id)
        .where('version', '=', next.version)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await assertKeysOpen(transaction, [keyIdOf(values.seal)])
      await also(transaction, owner)
      await signals.announce(transaction, id)
      return true
    })
  }

  return {
    find: async (id) => (await findOwned(id))?.session ?? null,
    async insert(session, owner) {
      await keyring.withNewestKey(() =>
        storage.transaction().execute(async (transaction) => {
          const row = sealSession(keyring, session, owner)
          await transaction
            .insertInto('sessions')
            .values(row)
            .execute()
            .catch((error: unknown) => {
              throw isBrokenReference(error) ? deletedProblem() : error
            })
          await assertKeysOpen(transaction, [keyIdOf(row.seal)])
        }),
      )
    },
    async change(id, change, also = () => Promise.resolve()) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const found = await findOwned(id)
        if (!found) throw noSuchSession()
        const { session, owner } = found
        const changed = change(session)
        if (changed === null) return { session, changed: false }
        const next = hasEnded(changed) ? { ...changed, endedAt: changed.endedAt ?? now() } : changed
        if (!(await keyring.withNewestKey(() => write(next, owner, also)))) continue
        waiters.notify(id)
        return { session: { ...next, version: next.version + 1 }, changed: true }
      }
      throw new Error(`session ${id} changes too often`)
    },
    async sweep(signal) {
      waiters.forget()
      const before = readableSince(now())
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

/** The problem for a session that does not exist, or was deleted with its user. */
export function noSuchSession(): ProblemError {
  return new ProblemError('invalid_token', 'There is no such session.')
}

/** Throws when the flow of the session has ended. */
export function assertLive(session: Session): void {
  if (session.status === 'expired') {
    throw new ProblemError('session_expired', 'This session has expired: start again from the app.')
  }
  if (hasEnded(session)) {
    throw new ProblemError('session_ended', 'This session has already been used: start again from the app.')
  }
}
