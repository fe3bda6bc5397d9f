import type { Kysely } from 'kysely'
import type { AccountWord } from '../providers/account-check.ts'
import { clientOf } from '../providers/client.ts'
import type { Fault, ProviderFailure } from '../providers/failure.ts'
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
   * Notes one more. `over`: nothing but the user can help this grant; `alike`: others are refused in the same words, or
   * it speaks of a setting and no other grant was refreshed, so it may be the client.
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
  /**
   * A grant of a client was refreshed: whoever else is refused, it is not for the client's sake. A code exchange tells
   * less: refreshes may have another endpoint, and need a permission of their own.
   * @param client by `clientOf`
   */
  served(client: string): Promise<void>
}

/** Waits after each refusal; the last one holds from there on. A call or two may be answered wrongly. Seconds. */
const WAITS = [0, 0, 30, 120, 300, 600, 900, 1800, 3600]
/** The longest of them where the operator has something to mend. Seconds. */
const LONGEST_FOR_OPERATOR = 60
/**
 * Two refusals end a grant where another grant of the client was refreshed in between and the account document refuses
 * too. Otherwise it takes as many as `MOST_REFUSALS`, over as long as `lasting`, in milliseconds. A server that says that
 * it is broken itself may be so for hours.
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
      if (wait <= 0) return row
      throw refreshProblem(failureOf(row), grant, Math.ceil(wait / 1000))
    },
    async note({ grant, provider, failure, before }, askAccount) {
      const at = now()
      const asks = (before?.asks ?? 0) + 1
      const servedBefore = before !== null && isServed(before) ? before.servedAt : null
      const othersAreServed = servedBefore !== null
      const speaksOfSetting = failure.code === 'provider_misconfigured'
      // Where others are refreshed the setting is right, whatever the answer says: it is this grant.
      const counts = failure.subject === 'grant' && (!speaksOfSetting || othersAreServed)
      const refusals = before?.refusals ?? 0
      const row: GrantRefusalRow = {
        grantId: grant.id,
        client: clientOf(provider),
        authorizedAt: grant.authorizedAt,
        answer: `${failure.status ?? ''} ${failure.oauthError ?? ''}`,
        words: failure.message,
        fault: speaksOfSetting ? (failure.fault ?? OTHER) : null,
        asks,
        refusals: refusals + (counts ? 1 : 0),
        firstAt: before !== null && refusals > 0 ? before.firstAt : at,
        lastAt: at,
        nextAt: at + waitAfter(failure, asks) * 1000,
        // Earlier than this refusal, also within the same millisecond.
        servedAt: servedBefore === null ? null : Math.min(servedBefore, at - 1),
      }
      await storage
        .insertInto('grantRefusals')
        .values(row)
        .onConflict((conflict) => conflict.column('grantId').doUpdateSet(row))
        .execute()
      if (failure.subject !== 'grant' || before === null) return 'noted'
      if (!counts) {
        if (asks < MOST_REFUSALS) return 'noted'
        // An access token within its life that is refused too was ended with the grant; an expired one tells nothing.
        const tells = grant.accessExpiresAt !== null && at < grant.accessExpiresAt
        const isDead = tells && !(await isSaidToOthers(storage, row)) && (await askAccount()) === 'refused'
        return isDead ? 'over' : 'alike'
      }
      const { enough, lasting } = (failure.status ?? 0) >= 500 ? FAULTY : REFUSED
      const soon = othersAreServed && at - before.lastAt < RECENT && row.refusals >= enough
      const late = row.refusals >= MOST_REFUSALS && at - row.firstAt >= lasting
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
      const at = now()
      await storage
        .updateTable('grantRefusals')
        .set((row) => ({
          servedAt: at,
          // Once: who is refused although others were refreshed waits as long as everybody.
          nextAt: row
            .case()
            .when(row.and([row('servedAt', 'is', null), row('fault', 'in', MENDED), row('nextAt', '>', at)]))
            .then(at)
            .else(row.ref('nextAt'))
            .end(),
        }))
        .where('client', '=', client)
        .where((row) => row.or([row('servedAt', 'is', null), row('servedAt', '<', row.ref('lastAt'))]))
        .execute()
    },
  }
}

/** Faults of the whole client: that another of its grants is refreshed shows that they are mended. */
const MENDED: Fault[] = ['credentials', 'grant_type', 'token_endpoint']

/** A fault whose words say themselves what to mend. */
const OTHER = 'other'

/** Whether another grant of the same client was refreshed since. */
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
