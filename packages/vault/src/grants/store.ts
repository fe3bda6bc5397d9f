import type { GrantStatus } from '@alter/protocol'
import type { Kysely, Transaction } from 'kysely'
import type { Keyring } from '../crypto/keyring.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { EndedBy } from '../storage/schema/grants.ts'
import type { NoteGrantEvent } from './grant-event.ts'
import { endedProblem, type StoredGrant } from './grant.ts'
import { writeEnding } from './ending.ts'
import { endApprovals } from './end-approvals.ts'
import { endDelegations } from './end-delegations.ts'
import { forgetEnd, saveEnd } from './ends.ts'
import { createGrantLookup, type GrantLookup } from './lookup.ts'
import type { GrantSeals } from './seal.ts'
import type { SealedTokens } from './tokens.ts'
import { insertGrant, OvertakenError, remark, rewriteGrant } from './write.ts'

/** Finds grants and changes them. Every change is sealed with the row. */
export interface GrantStore extends GrantLookup {
  /**
   * Writes a grant in the transaction that ends its flow: a new one, or in place of `over`. Throws an `OvertakenError`
   * when `over` is no longer stored as given, because a refresh may have brought a token that must not be lost. Throws
   * a `ClosedKeyError` as `assertKeysOpen` does.
   * @param refreshEndsAt when the refresh token expires, as the provider said; `undefined` keeps the stored value
   */
  write(
    transaction: Kysely<Tables>,
    grant: StoredGrant,
    over: StoredGrant | null,
    refreshEndsAt?: number | null,
  ): Promise<void>
  /**
   * Replaces the tokens of the given version; false when another change came first. Throws a `ClosedKeyError` as
   * `assertKeysOpen` does.
   * @param also runs in the same transaction, with either result
   * @param refreshEndsAt when the refresh token expires, as the provider said; `undefined` keeps the stored value
   */
  replaceTokens(
    grant: StoredGrant,
    renewed: SealedTokens & Pick<StoredGrant, 'scopes' | 'fields'>,
    also: (transaction: Transaction<Tables>) => Promise<void>,
    refreshEndsAt?: number | null,
  ): Promise<boolean>
  /**
   * Ends a grant and deletes its tokens; false when it was already revoked or its tokens were replaced. An altered
   * grant is deleted, because its content may not be sealed.
   * @param words the provider's words, redacted
   * @param also runs in the same transaction, instead of the webhook event
   */
  end(
    grant: StoredGrant,
    status: Exclude<GrantStatus, 'active'>,
    by: EndedBy,
    words?: string | null,
    also?: (transaction: Transaction<Tables>) => Promise<void>,
  ): Promise<boolean>
  makeDefault(grant: StoredGrant): Promise<void>
  /**
   * Extends the life of a grant at its user's wish; false when the grant ended or its tokens were replaced meanwhile.
   */
  extend(grant: StoredGrant, until: Pick<StoredGrant, 'authorizedAt' | 'expiresAt'>): Promise<boolean>
}

export interface GrantStoreParts {
  storage: Storage
  keyring: Pick<Keyring, 'withNewestKey'>
  seals: GrantSeals
  noteEvent: NoteGrantEvent
  now: () => number
  /** Called with each grant that ended in this process. */
  onEnd?: (grant: string) => void
}

export function createGrantStore({
  storage,
  keyring,
  seals,
  noteEvent,
  now,
  onEnd = () => undefined,
}: GrantStoreParts): GrantStore {
  const lookup = createGrantLookup(storage, seals)

  /**
   * Changes the version that was read. If other columns changed meanwhile, such as the default mark or the sealing key,
   * the change is applied to the newer row.
   */
  async function changeVersion(
    grant: StoredGrant,
    mayChange: (current: StoredGrant) => boolean,
    changesOf: (current: StoredGrant) => Partial<StoredGrant>,
    also: (transaction: Transaction<Tables>, isChanged: boolean) => Promise<void>,
  ): Promise<boolean> {
    let current: StoredGrant | null = grant
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (current?.tokenVersion !== grant.tokenVersion || !mayChange(current)) break
      if (!current.intact) throw endedProblem(current)
      const over: StoredGrant = current
      const changed = await storage.transaction().execute(async (transaction) => {
        const isChanged = await rewriteGrant(transaction, seals, over, changesOf(over))
        if (isChanged) await also(transaction, true)
        return isChanged
      })
      if (changed) return true
      current = await lookup.find(grant.appId, grant.id)
    }
    await storage.transaction().execute((transaction) => also(transaction, false))
    return false
  }

  /** Ends the delegations of a grant that goes on. */
  async function takeBack(transaction: Kysely<Tables>, grant: StoredGrant): Promise<void> {
    for (const delegation of await endDelegations(transaction, { grantId: grant.id }, now())) {
      await noteEvent(transaction, 'delegation.revoked', grant, { delegation })
    }
  }

  async function discard(grant: StoredGrant): Promise<boolean> {
    return storage.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('grants')
        .where('id', '=', grant.id)
        .where('tokenVersion', '=', grant.tokenVersion)
        .executeTakeFirst()
      if (numDeletedRows === 0n) return false
      await endDelegations(transaction, { grantId: grant.id }, now())
      await noteEvent(transaction, 'grant.revoked', { ...grant, status: 'revoked' })
      return true
    })
  }

  return {
    ...lookup,
    async write(transaction, grant, over, refreshEndsAt) {
      if (over === null) {
        await insertGrant(transaction, seals, grant)
      } else {
        const { id: _, ...changes } = grant
        if (!(await rewriteGrant(transaction, seals, over, changes)))
          throw new OvertakenError(`grant ${grant.id} was changed meanwhile`)
        // The delegations of an ended grant ended with it, even if nobody had recorded the end.
        if (hasEnded(over, now()) || isWider(grant, over)) await takeBack(transaction, grant)
        if (hasEnded(over, now())) await endApprovals(transaction, grant)
      }
      await saveEnd(transaction, grant, refreshEndsAt, now())
    },
    replaceTokens: (grant, renewed, also, refreshEndsAt) =>
      changeVersion(
        grant,
        ({ status }) => status === 'active',
        ({ tokenVersion }) => ({ ...renewed, tokenVersion: tokenVersion + 1, updatedAt: now() }),
        async (transaction, isChanged) => {
          if (isChanged) await saveEnd(transaction, { ...grant, ...renewed }, refreshEndsAt, now())
          await also(transaction)
        },
      ),
    async end(grant, status, by, words = null, also) {
      const event = EVENTS[status]
      const ended = grant.intact
        ? await keyring.withNewestKey(() =>
            changeVersion(
              grant,
              (current) => current.status !== 'revoked',
              ({ tokenVersion }) => ({
                status,
                endedBy: by,
                isDefault: 0,
                accessToken: null,
                refreshToken: null,
                accessExpiresAt: null,
                refreshAt: null,
                tokenVersion: tokenVersion + 1,
                updatedAt: now(),
                revokedAt: status === 'revoked' ? now() : null,
              }),
              async (transaction, isEnded) => {
                if (!isEnded) return
                await writeEnding(transaction, grant.id, words)
                await forgetEnd(transaction, grant.id)
                await endDelegations(transaction, { grantId: grant.id }, now())
                if (also) await also(transaction)
                else await noteEvent(transaction, event, { ...grant, status }, { words })
              },
            ),
          )
        : await discard(grant)
      if (ended) onEnd(grant.id)
      return ended
    },
    extend: (grant, until) =>
      keyring.withNewestKey(() =>
        changeVersion(
          grant,
          ({ status }) => status === 'active',
          () => until,
          async (transaction, isChanged) => {
            if (!isChanged) return
            const extended = { ...grant, ...until }
            await saveEnd(transaction, extended, undefined, now())
            await noteEvent(transaction, 'grant.reauthorized', extended)
          },
        ),
      ),
    async makeDefault(grant) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const all = await lookup.ofProvider(grant.appId, grant.userId, grant.provider)
        const changed = all
          .map((each) => ({ ...each, isDefault: each.id === grant.id ? 1 : 0 }))
          .filter(({ id, isDefault }) => all.some((each) => each.id === id && each.isDefault !== isDefault))
        if (changed.length === 0) return
        const isDone = await keyring.withNewestKey(() => remark(storage, seals, changed))
        if (isDone) return
      }
      throw new OvertakenError(`the grants beside ${grant.id} change too often`)
    },
  }
}

/** Whether the grant has scopes that were not there when its user let an agent use it. */
function isWider({ scopes }: StoredGrant, over: StoredGrant): boolean {
  return scopes.some((scope) => !over.scopes.includes(scope))
}

function hasEnded({ intact, status, expiresAt }: StoredGrant, now: number): boolean {
  return !intact || status !== 'active' || (expiresAt !== null && expiresAt <= now)
}

/** How often the change is retried when others change the same grant. */
const TRIES = 10

const EVENTS = { revoked: 'grant.revoked', broken: 'grant.broken', expired: 'grant.expired' } as const
