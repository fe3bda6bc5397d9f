/**
 * Whether something happened within the last `span`. A time in the future counts as no, because the clock was set back
 * since then and a wait would last too long. All times in milliseconds.
 */
export function isWithin(span: number, happenedAt: number, now: number): boolean {
  const since = now - happenedAt
  return since >= 0 && since < span
}
