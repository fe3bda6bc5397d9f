import { type RefObject, useEffect, useRef } from 'react'

/** Keeps the keyboard's place in a panel: where the button that had it goes, the panel's first one has it. */
export function useKeptFocus(panel: RefObject<HTMLElement | null>): void {
  const place = useRef<Element>(null)
  useEffect(() => {
    const life = new AbortController()
    const { signal } = life
    document.addEventListener(
      'focusin',
      ({ target }) => {
        place.current = target instanceof Element && panel.current?.contains(target) ? target : null
      },
      { signal },
    )
    // Whoever presses elsewhere has left, too.
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (!(target instanceof Node && place.current?.contains(target))) place.current = null
      },
      { signal },
    )
    return () => life.abort()
  }, [panel])
  useEffect(() => {
    if (place.current === null || document.activeElement !== document.body) return
    panel.current?.querySelector('button')?.focus({ preventScroll: true })
  })
}
