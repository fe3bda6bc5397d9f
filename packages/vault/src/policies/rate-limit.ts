import type { RateLimitRule } from '@alter/protocol'
import type { Count } from '../storage/counter.ts'
import { ALLOWED, type Verdict } from './verdict.ts'

/** Counts a use against a rule. Throws when counting fails. */
export type CheckRate = (rule: RateLimitRule, key: string) => Promise<Verdict>

/** Counts uses before they are made. */
export function createRateCheck(count: Count, now: () => number): CheckRate {
  return async ({ requests, seconds }, key) => {
    const { points, expiresAt } = await count(key, seconds * 1000)
    if (points <= requests) return ALLOWED
    return {
      allowed: false,
      reason: `more than ${requests} uses in ${seconds} seconds`,
      retryAfter: Math.max(1, Math.ceil((expiresAt - now()) / 1000)),
    }
  }
}
