import type { ReactElement } from 'react'

/** Says its text to screen readers when it changes, without interrupting. */
export function LiveRegion({ children }: { children: string | undefined }): ReactElement {
  return (
    <span ref={hideFromEyes} role="status">
      {children}
    </span>
  )
}

/** In a script, for a strict Content-Security-Policy refuses style attributes in the server's HTML. */
function hideFromEyes(node: HTMLElement | null): void {
  if (node) node.style.cssText = 'position:fixed;clip-path:inset(50%)'
}
