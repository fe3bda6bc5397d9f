/**
 * Whether something happened within the last `span`. What lies ahead did not: the clock was set back since, and a wait
 * would last as long as it was ahead. All in milliseconds.
 */
export function isWithin(span: number, happenedAt: number, now: number): boolean {
  const since = now - happenedAt
  return since >= 0 && since < span
}
