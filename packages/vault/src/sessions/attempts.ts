import type { Keyring } from '../crypto/keyring.ts'
import { sha256 } from '../crypto/hash.ts'
import type { Authorization } from '../providers/authorization.ts'
import type { Values } from '../providers/fill.ts'
import type { Provider } from '../providers/provider.ts'
import type { Storage } from '../storage/open.ts'

/** One authorization request on its way through a provider; used once. */
export interface Attempt {
  sessionId: string
  provider: string
  verifier: string
  nonce: string | null
  scopes: string[]
  /** Answers to the provider's fields. */
  fields: Values
}

export interface AttemptStore {
  insert(app: string, session: string, provider: Provider, authorization: Authorization): Promise<void>
  /** Where a `state` belongs to. */
  find(state: string): Promise<{ sessionId: string; provider: string } | null>
  /** Takes the attempt of a `state`; `null` when that has been done before. */
  claim(app: string, state: string): Promise<Attempt | null>
}

export const createAttemptStore = (storage: Storage, keyring: Keyring, now: () => number): AttemptStore => ({
  async insert(app, session, provider, { state, verifier, nonce, scopes }) {
    const stateHash = sha256(state)
    await storage
      .insertInto('attempts')
      .values({
        stateHash,
        sessionId: session,
        provider: provider.id,
        verifier: keyring.seal({ app, record: stateHash, kind: 'verifier' }, verifier),
        nonce,
        scopes: JSON.stringify(scopes),
        fields: JSON.stringify(provider.values),
        createdAt: now(),
        usedAt: null,
      })
      .execute()
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
    const row = await storage
      .selectFrom('attempts')
      .selectAll()
      .where('stateHash', '=', stateHash)
      .executeTakeFirst()
    const { numUpdatedRows } = await storage
      .updateTable('attempts')
      .set({ usedAt: now(), verifier: '' })
      .where('stateHash', '=', stateHash)
      .where('usedAt', 'is', null)
      .executeTakeFirst()
    if (!row || numUpdatedRows === 0n) return null
    return {
      sessionId: row.sessionId,
      provider: row.provider,
      verifier: keyring.open({ app, record: stateHash, kind: 'verifier' }, row.verifier),
      nonce: row.nonce,
      scopes: JSON.parse(row.scopes),
      fields: JSON.parse(row.fields),
    }
  },
})
