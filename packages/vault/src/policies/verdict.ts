/** What a rule says to one use. */
export type Verdict = { allowed: true } | Denial

export interface Denial {
  allowed: false
  reason: string
  /** Seconds. */
  retryAfter?: number
  /** Only the user can repair it, by authorizing again. */
  expired?: true
}

export const ALLOWED: Verdict = { allowed: true }

export function denied(reason: string): Denial {
  return { allowed: false, reason }
}
