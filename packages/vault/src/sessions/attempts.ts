import type { Tightening } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { Keyring } from '../crypto/keyring.ts'
import { sha256 } from '../crypto/hash.ts'
import type { Authorization } from '../providers/authorization.ts'
import type { Lease, Leases } from '../storage/lease.ts'
import type { Values } from '../providers/templates.ts'
import type { Provider } from '../providers/provider.ts'
import { keyIdOf, type Place } from '../crypto/seal.ts'
import { isBrokenReference } from '../storage/broken-reference.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { AttemptRow } from '../storage/schema/sessions.ts'
import { noSuchSession } from './store.ts'

/** One authorization request at a provider. Only one process handles its answer, and only once. */
export interface Attempt {
  sessionId: string
  provider: string
  verifier: string
  nonce: string | null
  scopes: string[]
  /** Ends the attempt; with a transaction, when that commits. */
  spend(transaction?: Kysely<Tables>): Promise<void>
  /** Answers to the provider's questions. */
  fields: Values
  /** How the user tightened the agent's rules on the page that began this attempt; `null` without an agent. */
  tightening: Tightening | null
}

export interface AttemptStore {
  /** Throws `invalid_token` when the session was deleted meanwhile, with its user. */
  insert(
    app: string,
    session: string,
    begun: { provider: Provider; authorization: Authorization; tightening: Tightening | null },
  ): Promise<void>
  /** The session and provider of a `state`. */
  find(state: string): Promise<{ sessionId: string; provider: string } | null>
  /**
   * Takes the attempt of a `state`; `null` when it was used, is too old, or another process has it. If that process
   * died, the attempt can be taken again, and the provider decides whether its code is still valid.
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
            .catch((error: unknown) => {
              throw isBrokenReference(error) ? noSuchSession() : error
            })
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

/** Binds the verifier to all of the attempt, so it does not open for a rewritten attempt. */
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
      // Attempts from before this column have no such part.
      ...(row.tightening === null ? [] : [row.tightening]),
    ]),
    kind: 'verifier',
  }
}

/** How long an authorization may take from its own beginning. Milliseconds. */
const LIFE = 600_000

/** How long a browser that repeats a callback waits for the result of the first. Milliseconds. */
const PATIENCE = 20_000
