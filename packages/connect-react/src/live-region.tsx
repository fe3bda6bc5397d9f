import type { CSSProperties, ReactElement } from 'react'
import { useHydrated } from './use-hydrated.ts'

/** Hidden with no stylesheet too. */
const HIDDEN: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  padding: 0,
  border: 0,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
}

/**
 * Says its text to screen readers when it changes, without interrupting. Appears after hydration: a style attribute
 * in the server's HTML would be refused by a strict Content-Security-Policy.
 */
export function LiveRegion({ children }: { children: string }): ReactElement | null {
  if (!useHydrated()) return null
  return (
    <span role="status" style={HIDDEN}>
      {children}
    </span>
  )
}
