/** How long a disconnect can be undone where the app does not say so. Milliseconds. */
const UNDO_TIME = 8000

/** A timer that is given more runs at once. Milliseconds: 24 days. */
const LONGEST = 2 ** 31 - 1

/** How long a disconnect can be undone. What is no number is as good as left out: it must not mean "at once". */
export function undoTimeOf(wanted: number | string | null | undefined): number {
  const time = Math.min(Number(wanted ?? Number.NaN), LONGEST)
  return Number.isNaN(time) ? UNDO_TIME : time
}
