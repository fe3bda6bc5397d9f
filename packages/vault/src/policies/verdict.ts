/** The result of a rule for one use. */
export type Verdict = { allowed: true } | Denial

export interface Denial {
  allowed: false
  reason: string
  /** Seconds until another try may succeed. */
  retryAfter?: number
  /** Set when only a new authorization by the user helps. */
  expired?: true
}

export const ALLOWED: Verdict = { allowed: true }

export function denied(reason: string): Denial {
  return { allowed: false, reason }
}
