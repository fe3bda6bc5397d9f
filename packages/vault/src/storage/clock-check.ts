import { sql } from 'kysely'
import { CLOCKS_APART } from './clocks-apart.ts'
import type { DatabaseSettings } from './database.ts'
import type { Storage } from './open.ts'

/** How far a clock may be from the database's, so that no two are further apart than vaults can bear. Milliseconds. */
const FROM_DATABASE = CLOCKS_APART / 2

/**
 * Compares a clock with that of a PostgreSQL, which is the same for all vaults that share it. Resolves with what is
 * wrong, or `null`. The time that the question takes is left out, so a slow database looks no different.
 */
export async function findWrongClock(
  storage: Storage,
  { kind }: DatabaseSettings,
  now: () => number,
): Promise<string | null> {
  if (kind === 'sqlite') return null
  const askedAt = now()
  const { rows } = await sql<{
    at: number
  }>`select extract(epoch from clock_timestamp())::float8 * 1000 as at`.execute(storage)
  const answeredAt = now()
  const at = rows[0]?.at ?? askedAt
  const [ahead, behind] = [askedAt - at, at - answeredAt]
  if (Math.max(ahead, behind) <= FROM_DATABASE) return null
  const seconds = (Math.max(ahead, behind) / 1000).toFixed(1)
  return `the clock of this vault is ${seconds} seconds ${ahead > 0 ? 'ahead of' : 'behind'} that of its database: two vaults may refresh one token at once, and lose the grant. Set it by NTP (timedatectl set-ntp true)`
}
