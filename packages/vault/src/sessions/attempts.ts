import type { Tightening } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { Keyring } from '../crypto/keyring.ts'
import { sha256 } from '../crypto/hash.ts'
import type { Authorization } from '../providers/authorization.ts'
import type { Lease, Leases } from '../storage/lease.ts'
import type { Values } from '../providers/templates.ts'
import type { Provider } from '../providers/provider.ts'
import { keyIdOf, type Place } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { AttemptRow } from '../storage/schema/sessions.ts'

/** One authorization request on its way through a provider, in the hands of one process; used once. */
export interface Attempt {
  sessionId: string
  provider: string
  verifier: string
  nonce: string | null
  scopes: string[]
  /** It has come to its end; with a transaction, when that commits. */
  spend(transaction?: Kysely<Tables>): Promise<void>
  /** Answers to the provider's fields. */
  fields: Values
  /** What the user made tighter for the agent, as the page that began it had it; `null` without an agent. */
  tightening: Tightening | null
}

export interface AttemptStore {
  insert(
    app: string,
    session: string,
    begun: { provider: Provider; authorization: Authorization; tightening: Tightening | null },
  ): Promise<void>
  /** Where a `state` belongs to. */
  find(state: string): Promise<{ sessionId: string; provider: string } | null>
  /**
   * Takes the attempt of a `state`; `null` when it is spent or too old, or another process is still at it. One whose process
   * died is taken again: the provider decides whether its code is still good.
   */
  claim(app: string, state: string): Promise<Attempt | null>
}

export function createAttemptStore({
  storage,
  leases,
  keyring,
  now,
}: {
  storage: Storage
  leases: Leases
  keyring: Keyring
  now: () => number
}): AttemptStore {
  async function spend(within: Kysely<Tables>, stateHash: string, lease: Lease): Promise<void> {
    lease.lapse()
    await within
      .updateTable('attempts')
      .set({ usedAt: now(), verifier: '' })
      .where('stateHash', '=', stateHash)
      .execute()
    await lease.release(within)
  }

  return {
    async insert(app, session, { provider, authorization, tightening }) {
      const { state, verifier, nonce, scopes } = authorization
      const stateHash = sha256(state)
      await keyring.withNewestKey(async () => {
        const row = {
          stateHash,
          sessionId: session,
          provider: provider.id,
          nonce,
          scopes: JSON.stringify(scopes),
          fields: JSON.stringify(provider.values),
          tightening: tightening && JSON.stringify(tightening),
          createdAt: now(),
        }
        const sealed = keyring.seal(verifierPlace(app, row), verifier)
        await storage.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('attempts')
            .values({ ...row, verifier: sealed, usedAt: null })
            .execute()
          await assertKeysOpen(transaction, [keyIdOf(sealed)])
        })
      })
    },
    async find(state) {
      const row = await storage
        .selectFrom('attempts')
        .select(['sessionId', 'provider'])
        .where('stateHash', '=', sha256(state))
        .executeTakeFirst()
      return row ?? null
    },
    async claim(app, state) {
      const stateHash = sha256(state)
      const lease = await leases.take(stateHash, PATIENCE)
      if (!lease) return null
      try {
        const row = await storage
          .selectFrom('attempts')
          .selectAll()
          .where('stateHash', '=', stateHash)
          .where('usedAt', 'is', null)
          .where('createdAt', '>', now() - LIFE)
          .executeTakeFirst()
        if (!row) {
          await lease.release()
          return null
        }
        return {
          sessionId: row.sessionId,
          provider: row.provider,
          verifier: await keyring.open(verifierPlace(app, row), row.verifier),
          nonce: row.nonce,
          scopes: JSON.parse(row.scopes),
          fields: JSON.parse(row.fields),
          tightening: row.tightening === null ? null : JSON.parse(row.tightening),
          spend: (transaction = storage) => spend(transaction, stateHash, lease),
        }
      } catch (error) {
        lease.lapse()
        throw error
      }
    },
  }
}

type AttemptPlace = Pick<
  AttemptRow,
  'stateHash' | 'sessionId' | 'provider' | 'nonce' | 'scopes' | 'fields' | 'tightening' | 'createdAt'
>

/** All of the attempt: one that somebody else rewrote has a verifier that does not open. */
export function verifierPlace(app: string, row: AttemptPlace): Place {
  return {
    app,
    record: JSON.stringify([
      row.stateHash,
      row.sessionId,
      row.provider,
      row.nonce,
      row.scopes,
      row.fields,
      row.createdAt,
      // Those without one open as they were sealed before there was such a column.
      ...(row.tightening === null ? [] : [row.tightening]),
    ]),
    kind: 'verifier',
  }
}

/** An authorization is answered within this time of its own beginning. Milliseconds. */
const LIFE = 600_000

/** How long a browser that asks twice waits for the outcome of the first. Milliseconds. */
const PATIENCE = 20_000
