import type { Kysely } from 'kysely'
import type { AccountWord } from '../providers/account-check.ts'
import { clientOf } from '../providers/client.ts'
import type { Fault, ProviderFailure } from '../providers/failure.ts'
import type { Provider } from '../providers/provider.ts'
import { isFault } from '../providers/setup-fault.ts'
import { CLOCKS_APART } from '../storage/clocks-apart.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { GrantRefusalRow } from '../storage/schema/grants.ts'
import type { StoredGrant } from './grant.ts'
import { type RefreshFailure, refreshProblem } from './refresh-problem.ts'

/** Counts the refreshes that a provider refused, and decides when they end the grant. */
export interface Refusals {
  /**
   * The refusals of a grant so far. Throws the problem of the last one while the provider should not be asked again.
   */
  before(grant: StoredGrant, provider: Provider): Promise<GrantRefusalRow | null>
  /**
   * Records one more refusal. `over`: only the user can help this grant. `alike`: the cause may be the client, because
   * other grants are refused in the same words, or because the words are about a setting and no other grant was
   * refreshed.
   * @param askAccount asks for the account document where its answer decides
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
  /** Deletes the refusals after a successful refresh. */
  forget(transaction: Kysely<Tables>, grant: string): Promise<void>
  /**
   * Records that a grant of a client was refreshed, so refusals of other grants are not the client's fault. A code
   * exchange does not count: refreshes may have another endpoint, and need a permission of their own.
   * @param client name from `clientOf`
   */
  served(client: string): Promise<void>
}

/**
 * Waits after each refusal; the last value repeats. There is none after the first two, because a single answer may be
 * wrong. Seconds.
 */
const WAITS = [0, 0, 30, 120, 300, 600, 900, 1800, 3600]
/** The longest wait when the operator has to change a setting. Seconds. */
const LONGEST_FOR_OPERATOR = 60
/**
 * When refusals end a grant. `enough` are enough if another grant of the client was refreshed in between and the
 * account document refuses too. Otherwise it takes `MOST_REFUSALS` over `lasting` milliseconds, because a broken server
 * may refuse for hours.
 */
const REFUSED = { enough: 2, lasting: 30 * 60_000 }
const FAULTY = { enough: 3, lasting: 6 * 3_600_000 }
/**
 * Pages and redirects. In an outage, some requests get one while others are served, and the account document refuses
 * the token only because it has expired. So there is no short way.
 */
const FOR_BROWSERS = { enough: Infinity, lasting: FAULTY.lasting }
/** Marks the stored answer of a page or a redirect. */
const PAGE = 'page'
const MOST_REFUSALS = 5
/** Older refusals say nothing about today. Milliseconds. */
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
      // Longer than it was meant to be: the clock was set back since.
      if (wait <= 0 || wait > row.nextAt - row.lastAt + CLOCKS_APART) return row
      throw refreshProblem(failureOf(row), grant, Math.ceil(wait / 1000))
    },
    async note({ grant, provider, failure, before }, askAccount) {
      const at = now()
      const asks = (before?.asks ?? 0) + 1
      const servedBefore = before !== null && isServed(before) ? before.servedAt : null
      const othersAreServed = servedBefore !== null
      const speaksOfSetting = failure.code === 'provider_misconfigured'
      const { isPage } = failure
      // If other grants are refreshed, the setting is right and the server is up whatever the answer says, and the
      // fault is in this grant.
      const counts =
        (failure.subject === 'grant' && !speaksOfSetting) ||
        ((failure.subject === 'grant' || isPage) && othersAreServed)
      // Pages and refusals have other limits, so each kind is counted on its own: a change of kind begins anew.
      const isSameKind = before !== null && before.answer.endsWith(` ${PAGE}`) === failure.isForBrowsers
      const refusals = isSameKind ? before.refusals : 0
      const row: GrantRefusalRow = {
        grantId: grant.id,
        client: clientOf(provider),
        authorizedAt: grant.authorizedAt,
        answer: `${failure.status ?? ''} ${failure.isForBrowsers ? PAGE : (failure.oauthError ?? '')}`,
        words: failure.message,
        fault: speaksOfSetting ? (failure.fault ?? OTHER) : null,
        asks,
        refusals: refusals + (counts ? 1 : 0),
        firstAt: before !== null && refusals > 0 ? before.firstAt : at,
        lastAt: at,
        nextAt: at + (isPage && !speaksOfSetting && !counts ? 0 : waitAfter(failure, asks)) * 1000,
        // Before this refusal, also within the same millisecond.
        servedAt: servedBefore === null ? null : Math.min(servedBefore, at - 1),
      }
      await storage
        .insertInto('grantRefusals')
        .values(row)
        .onConflict((conflict) => conflict.column('grantId').doUpdateSet(row))
        .execute()
      if ((failure.subject !== 'grant' && !isPage) || before === null) return 'noted'
      if (!counts) {
        // In an outage the API refuses good tokens too.
        if (isPage || asks < MOST_REFUSALS) return 'noted'
        // A refused token that has not expired yet was ended with the grant. An expired token proves nothing.
        const tells = !failure.isForBrowsers && grant.accessExpiresAt !== null && at < grant.accessExpiresAt
        const isDead = tells && !(await isSaidToOthers(storage, row)) && (await askAccount()) === 'refused'
        return isDead ? 'over' : 'alike'
      }
      const { enough, lasting } = limitsOf(failure)
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
          // Only once: a grant that is refused although others are refreshed waits like all others.
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

/** Faults of the whole client. A refresh of another grant shows that they are fixed. */
const MENDED: Fault[] = ['credentials', 'grant_type', 'token_endpoint']

/** A fault whose own words say what to change. */
const OTHER = 'other'

/** Whether another grant of the same client was refreshed since the refusal. */
function isServed({ servedAt, lastAt }: GrantRefusalRow): boolean {
  return servedAt !== null && servedAt >= lastAt
}

function limitsOf({ isForBrowsers, status }: ProviderFailure): typeof REFUSED {
  if (isForBrowsers) return FOR_BROWSERS
  return (status ?? 0) >= 500 ? FAULTY : REFUSED
}

/** Seconds to wait. The wait is short for an operator who changes a setting and wants to see the effect. */
function waitAfter({ subject, fault }: ProviderFailure, asks: number): number {
  const wait = WAITS[Math.min(asks, WAITS.length) - 1] ?? 0
  return subject === 'client' || fault === 'token_endpoint' ? Math.min(wait, LONGEST_FOR_OPERATOR) : wait
}

function failureOf({ words: message, fault }: GrantRefusalRow): RefreshFailure {
  const code = fault === null ? 'provider_error' : 'provider_misconfigured'
  return { code, message, fault: isFault(fault) ? fault : undefined, timedOut: false }
}

/** A rarely used grant may have been refused some time before this one. Milliseconds. */
const EARLIER = 24 * 3_600_000

/** Whether the provider refused another grant of the same client in the same words at about the same time. */
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
