import type { PolicyRule } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'

type Timed = Pick<StoredGrant, 'refreshToken' | 'accessExpiresAt' | 'expiresAt'>

/**
 * When a grant ends without its user: its own life is over, or its tokens expire and cannot be renewed. `null` when the
 * grant goes on, or when the provider gave no time.
 * @param refreshEndsAt when the refresh token expires; `null` when the provider did not say
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

/**
 * The later of the two, because an access token may outlive its refresh token. An access token without a known end sets
 * no end.
 */
function lastOf(refreshEndsAt: number | null, accessExpiresAt: number | null): number | null {
  return refreshEndsAt === null || accessExpiresAt === null ? null : Math.max(refreshEndsAt, accessExpiresAt)
}

/**
 * When the refresh token that the grant holds from now on expires; `undefined` when the grant keeps its earlier one.
 * @param life seconds; `null` when the provider did not say
 * @param refreshToken the new one, if one was issued
 */
export function refreshEndAt(
  life: number | null,
  refreshToken: string | null,
  now: number,
): number | null | undefined {
  if (life !== null) return now + life * 1000
  return refreshToken === null ? undefined : null
}

/** When `ttl` rules require the user again. Such a rule ends no grant, because it can be removed from the config. */
export function ttlEnd(rules: PolicyRule[], { authorizedAt, createdAt }: StoredGrant): number | null {
  const begun = authorizedAt || createdAt
  return earliest(rules.map((rule) => (rule.type === 'ttl' ? begun + rule.seconds * 1000 : null)))
}

export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** The longest time between the warning and the end. Milliseconds. */
const LONGEST_WARNING = 259_200_000

/**
 * Stores when a grant ends, in the transaction that writes its tokens.
 * @param refreshEndsAt `undefined` keeps the stored value
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

/** When the refresh tokens of grants expire, by grant id. Grants without a known time are left out. */
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
