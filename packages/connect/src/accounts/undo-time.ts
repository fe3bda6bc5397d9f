import { timerLength } from '../timer-length.ts'

/** How long a disconnect can be undone where the app does not say so. Milliseconds. */
const UNDO_TIME = 8000

/** How long a disconnect can be undone. */
export function undoTimeOf(wanted: number | string | null | undefined): number {
  return timerLength(wanted, UNDO_TIME)
}
