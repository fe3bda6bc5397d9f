import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'

/** The page's heading. It names the window, and gets the focus when the user came from another page. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  const { platform, texts, hasMoved } = useDesk()
  const headingRef = useRef<HTMLHeadingElement>(null)
  useEffect(() => platform.title(fill(texts.title, { page: title })), [platform, texts, title])
  useEffect(() => {
    const { current } = headingRef
    if (current === null || !hasMoved()) return
    // Not if the user has moved the focus meanwhile.
    const { activeElement, body } = current.ownerDocument
    if (activeElement === null || activeElement === body || activeElement.tagName === 'MAIN') {
      current.focus({ preventScroll: true })
    }
  }, [hasMoved])
  return (
    <h1 ref={headingRef} tabIndex={-1}>
      {children ?? title}
    </h1>
  )
}
