import { ProblemError } from '../problem.ts'

/** Counts a use of a user's grant. Throws `rate_limited` above the limit per minute. */
export type LimitUses = (user: string) => void

/** Milliseconds. */
const MINUTE = 60_000
const MOST_COUNTED = 100_000

/**
 * Counts per minute in the memory of this process, because a database write would cost more than the use itself. Each
 * process has a limit of its own.
 */
export function createUseLimit(most: number, now: () => number): LimitUses {
  let minute = 0
  let uses = new Map<string, number>()
  return (user) => {
    // Grants of the app itself have no user.
    if (user === '') return
    const at = now()
    if (Math.floor(at / MINUTE) !== minute || (uses.size >= MOST_COUNTED && !uses.has(user))) {
      minute = Math.floor(at / MINUTE)
      uses = new Map()
    }
    const count = (uses.get(user) ?? 0) + 1
    uses.set(user, count)
    if (count <= most) return
    const detail = `This user's grants were used more than ${most} times in a minute (setting limits.uses_per_user_per_minute): try again later.`
    throw new ProblemError('rate_limited', detail, {
      retry_after: Math.max(1, Math.ceil(((minute + 1) * MINUTE - at) / 1000)),
    })
  }
}
