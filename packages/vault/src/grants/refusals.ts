import type { Kysely } from 'kysely'
import type { AccountWord } from '../providers/account-check.ts'
import { clientOf } from '../providers/client.ts'
import type { ProviderFailure } from '../providers/failure.ts'
import type { Provider } from '../providers/provider.ts'
import { isFault } from '../providers/setup-fault.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { GrantRefusalRow } from '../storage/schema/grants.ts'
import type { StoredGrant } from './grant.ts'
import { type RefreshFailure, refreshProblem } from './refresh-problem.ts'

/** Counts the refreshes that a provider refused, and tells when a grant is over for it. */
export interface Refusals {
  /** Those of a grant so far; throws the problem of the last one where it is not yet time to ask again. */
  before(grant: StoredGrant, provider: Provider): Promise<GrantRefusalRow | null>
  /**
   * Notes one more. `over`: nothing but the user can help this grant; `alike`: others are refused in the same words, so
   * it may be the client.
   * @param askAccount asked where the answer decides
   */
  note(
    refused: {
      grant: StoredGrant
      provider: Provider
      failure: ProviderFailure
      before: GrantRefusalRow | null
    },
    askAccount: () => Promise<AccountWord>,
  ): Promise<'over' | 'alike' | 'noted'>
  /** A refresh succeeded. */
  forget(transaction: Kysely<Tables>, grant: string): Promise<void>
  /** A token endpoint gave tokens to a client: whoever it refuses, it is not for the client's sake. */
  served(client: string): Promise<void>
}

/** Waits after each refusal; the last one holds from there on. A call or two may be answered wrongly. Seconds. */
const WAITS = [0, 0, 30, 120, 300, 600, 900, 1800, 3600]
/** The longest of them where the operator has something to mend. Seconds. */
const LONGEST_FOR_OPERATOR = 60
/**
 * Two refusals end a grant where the same client was served in between and the account document refuses too. Otherwise
 * it takes as many as `MOST_REFUSALS`, over as long as `lasting`, in milliseconds. A server that says that it is broken
 * itself may be so for hours.
 */
const REFUSED = { enough: 2, lasting: 30 * 60_000 }
const FAULTY = { enough: 3, lasting: 6 * 3_600_000 }
const MOST_REFUSALS = 5
/** What was said longer ago tells nothing of today. Milliseconds. */
const RECENT = 6 * 3_600_000

export function createRefusals(storage: Storage, now: () => number): Refusals {
  return {
    async before(grant, provider) {
      const row = await storage
        .selectFrom('grantRefusals')
        .selectAll()
        .where('grantId', '=', grant.id)
        .executeTakeFirst()
      if (row?.authorizedAt !== grant.authorizedAt || row.client !== clientOf(provider)) return null
      const wait = row.nextAt - now()
      const isMended = row.fault !== null && isServed(row)
      if (wait <= 0 || isMended) return row
      throw refreshProblem(failureOf(row), grant, Math.ceil(wait / 1000))
    },
    async note({ grant, provider, failure, before }, askAccount) {
      const at = now()
      const asks = (before?.asks ?? 0) + 1
      const row: Omit<GrantRefusalRow, 'servedAt'> = {
        grantId: grant.id,
        client: clientOf(provider),
        authorizedAt: grant.authorizedAt,
        answer: `${failure.status ?? ''} ${failure.oauthError ?? ''}`,
        words: failure.message,
        fault: failure.code === 'provider_misconfigured' ? (failure.fault ?? OTHER) : null,
        asks,
        refusals: (before?.refusals ?? 0) + (failure.subject === 'grant' ? 1 : 0),
        firstAt: before?.firstAt ?? at,
        lastAt: at,
        nextAt: at + waitAfter(failure, asks) * 1000,
      }
      await storage
        .insertInto('grantRefusals')
        .values({ ...row, servedAt: null })
        .onConflict((conflict) =>
          conflict.column('grantId').doUpdateSet(before === null ? { ...row, servedAt: null } : row),
        )
        .execute()
      if (failure.subject !== 'grant' || before === null) return 'noted'
      const othersAreServed = isServed(before)
      const { enough, lasting } = (failure.status ?? 0) >= 500 ? FAULTY : REFUSED
      const soon = othersAreServed && at - before.lastAt < RECENT && row.refusals >= enough
      // What is no token endpoint refuses everybody, so only others who were served tell that it is this grant.
      const isEndpoint = failure.fault !== 'token_endpoint'
      const late = isEndpoint && row.refusals >= MOST_REFUSALS && at - row.firstAt >= lasting
      if (!soon && !late) return 'noted'
      if (!othersAreServed && (await isSaidToOthers(storage, row))) return 'alike'
      const word = await askAccount()
      if (word === 'refused') return 'over'
      return late && (word === 'unclear' || word === 'none') ? 'over' : 'noted'
    },
    async forget(transaction, grant) {
      await transaction.deleteFrom('grantRefusals').where('grantId', '=', grant).execute()
    },
    async served(client) {
      await storage
        .updateTable('grantRefusals')
        .set({ servedAt: now() })
        .where('client', '=', client)
        .execute()
    },
  }
}

/** A fault whose words say themselves what to mend. */
const OTHER = 'other'

/** Whether the same client was given tokens for another grant since. */
function isServed({ servedAt, lastAt }: GrantRefusalRow): boolean {
  return servedAt !== null && servedAt >= lastAt
}

/** Seconds. Whoever mends a setting at the provider wants to see it work. */
function waitAfter({ subject, fault }: ProviderFailure, asks: number): number {
  const wait = WAITS[Math.min(asks, WAITS.length) - 1] ?? 0
  return subject === 'client' || fault === 'token_endpoint' ? Math.min(wait, LONGEST_FOR_OPERATOR) : wait
}

function failureOf({ words: message, fault }: GrantRefusalRow): RefreshFailure {
  const code = fault === null ? 'provider_error' : 'provider_misconfigured'
  return { code, message, fault: isFault(fault) ? fault : undefined, timedOut: false }
}

/** A grant that is seldom used was refused before this one was asked for. Milliseconds. */
const EARLIER = 24 * 3_600_000

/** Whether the same client was refused in the same words for another grant at the same time. */
async function isSaidToOthers(
  storage: Storage,
  { grantId, client, answer, firstAt }: Pick<GrantRefusalRow, 'grantId' | 'client' | 'answer' | 'firstAt'>,
): Promise<boolean> {
  const other = await storage
    .selectFrom('grantRefusals')
    .select('grantId')
    .where('client', '=', client)
    .where('answer', '=', answer)
    .where('grantId', '!=', grantId)
    .where('lastAt', '>=', firstAt - EARLIER)
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}
