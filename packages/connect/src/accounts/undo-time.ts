/** How long a disconnect can be undone where the app does not say so. Milliseconds. */
const UNDO_TIME = 8000

/** A timer that is given more runs at once. Milliseconds: 24 days. */
const LONGEST = 2 ** 31 - 1

/** How long a disconnect can be undone. Anything that is no time gets the default, so that it never means "at once". */
export function undoTimeOf(wanted: number | string | null | undefined): number {
  const isBlank = typeof wanted === 'string' && wanted.trim() === ''
  const time = isBlank ? Number.NaN : Number(wanted ?? Number.NaN)
  return time >= 0 ? Math.min(time, LONGEST) : UNDO_TIME
}
