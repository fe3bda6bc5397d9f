/** A timer that is given more runs at once. Milliseconds: 24 days. */
const LONGEST = 2 ** 31 - 1

/**
 * How long a timer runs that an app sets, as a number or as the text of an attribute. Milliseconds. Anything that is no
 * time gets the usual one, so that it never means "at once".
 */
export function timerLength(wanted: unknown, usual: number): number {
  const isGiven = typeof wanted === 'number' || (typeof wanted === 'string' && wanted.trim() !== '')
  const time = isGiven ? Number(wanted) : usual
  return time >= 0 ? Math.min(time, LONGEST) : usual
}
