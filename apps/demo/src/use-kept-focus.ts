import { type RefObject, useEffect, useRef } from 'react'

/**
 * Keeps the keyboard's place in a panel: when the focused button disappears, the panel's first button gets the focus.
 */
export function useKeptFocus(panel: RefObject<HTMLElement | null>): void {
  const isHere = useRef(false)
  useEffect(() => {
    const life = new AbortController()
    function look({ target }: Event): void {
      isHere.current = target instanceof Node && panel.current?.contains(target) === true
    }
    // A press elsewhere also means that the user has left.
    for (const type of ['focusin', 'pointerdown']) {
      document.addEventListener(type, look, { signal: life.signal })
    }
    return () => life.abort()
  }, [panel])
  useEffect(() => {
    if (!isHere.current || document.activeElement !== document.body) return
    panel.current?.querySelector('button')?.focus({ preventScroll: true })
  })
}
