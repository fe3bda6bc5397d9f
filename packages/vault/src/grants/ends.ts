import type { PolicyRule } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'

type Timed = Pick<StoredGrant, 'refreshToken' | 'accessExpiresAt' | 'expiresAt'>

/**
 * When a grant ends without its user: its own life is over, or its tokens are and nothing renews them. `null` where it
 * goes on, and where the provider did not say.
 * @param refreshEndsAt when its refresh token ends, as the provider said; `null` where it did not
 */
export function endOf(
  { refreshToken, accessExpiresAt, expiresAt }: Timed,
  refreshEndsAt: number | null,
): number | null {
  return earliest([
    expiresAt,
    refreshToken === null ? accessExpiresAt : lastOf(refreshEndsAt, accessExpiresAt),
  ])
}

/** An access token may outlive its refresh token. One without a known end gives the grant none. */
function lastOf(refreshEndsAt: number | null, accessExpiresAt: number | null): number | null {
  return refreshEndsAt === null || accessExpiresAt === null ? null : Math.max(refreshEndsAt, accessExpiresAt)
}

/**
 * When the refresh token ends that a grant has from now on; `undefined`: it is the one it had.
 * @param life seconds; `null` where the provider did not say
 * @param refreshToken the one that was issued, if one was
 */
export function refreshEndAt(
  life: number | null,
  refreshToken: string | null,
  now: number,
): number | null | undefined {
  if (life !== null) return now + life * 1000
  return refreshToken === null ? undefined : null
}

/** When rules of the type `ttl` ask for the user again. They are lifted with the config, so they end no grant. */
export function ttlEnd(rules: PolicyRule[], { authorizedAt, createdAt }: StoredGrant): number | null {
  const begun = authorizedAt || createdAt
  return earliest(rules.map((rule) => (rule.type === 'ttl' ? begun + rule.seconds * 1000 : null)))
}

export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** The longest warning before an end. Milliseconds. */
const LONGEST_WARNING = 259_200_000

/**
 * Notes when a grant ends, in the transaction that writes its tokens.
 * @param refreshEndsAt `undefined`: as it was
 */
export async function saveEnd(
  transaction: Kysely<Tables>,
  grant: Timed & Pick<StoredGrant, 'id' | 'appId'>,
  refreshEndsAt: number | null | undefined,
  now: number,
): Promise<void> {
  const kept = refreshEndsAt === undefined ? await refreshEndOf(transaction, grant.id) : refreshEndsAt
  await forgetEnd(transaction, grant.id)
  const endsAt = endOf(grant, kept)
  if (endsAt === null) return
  const warnAt = endsAt - Math.min(LONGEST_WARNING, (endsAt - now) / 10)
  await transaction
    .insertInto('grantEnds')
    .values({
      grantId: grant.id,
      appId: grant.appId,
      endsAt,
      warnAt: Math.floor(warnAt),
      refreshEndsAt: kept,
    })
    .execute()
}

export async function forgetEnd(transaction: Kysely<Tables>, grantId: string): Promise<void> {
  await transaction.deleteFrom('grantEnds').where('grantId', '=', grantId).execute()
}

async function refreshEndOf(storage: Kysely<Tables>, grantId: string): Promise<number | null> {
  const row = await storage
    .selectFrom('grantEnds')
    .select('refreshEndsAt')
    .where('grantId', '=', grantId)
    .executeTakeFirst()
  return row?.refreshEndsAt ?? null
}

/** When the refresh tokens of grants end, by the grants' ids; without those that are not known to end. */
export async function refreshEndsOf(
  storage: Storage,
  grants: string[],
): Promise<ReadonlyMap<string, number>> {
  if (grants.length === 0) return new Map()
  const rows = await storage
    .selectFrom('grantEnds')
    .select(['grantId', 'refreshEndsAt'])
    .where('grantId', 'in', padded(grants))
    .execute()
  return new Map(
    rows.flatMap(({ grantId, refreshEndsAt }) => (refreshEndsAt === null ? [] : [[grantId, refreshEndsAt]])),
  )
}
