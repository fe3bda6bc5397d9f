/** Work that waits for a while, in which it can be undone. */
export interface Undoable {
  /** It will not be done. */
  undo: () => void
  /** It is done at once. */
  now: () => void
}

/**
 * Does the work after `time` milliseconds. If the user leaves the page before, it is done at once: what they wanted is not
 * lost with the page.
 */
export function startUndoable(work: () => void, time: number): Undoable {
  let isOpen = true
  function end(isWanted: boolean): void {
    if (!isOpen) return
    isOpen = false
    clearTimeout(timer)
    window.removeEventListener('pagehide', now)
    if (isWanted) work()
  }
  function now(): void {
    return end(true)
  }
  const timer = setTimeout(now, time)
  window.addEventListener('pagehide', now)
  return { undo: () => end(false), now }
}
