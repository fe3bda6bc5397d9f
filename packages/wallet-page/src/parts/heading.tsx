import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'

/** The page's heading: names the window, and takes the focus where the user came from another page. */
export function Heading({ title, children }: { title: string; children?: ComponentChildren }): VNode {
  const { platform, texts, hasMoved } = useDesk()
  const headingRef = useRef<HTMLHeadingElement>(null)
  useEffect(() => platform.title(fill(texts.title, { page: title })), [platform, texts, title])
  useEffect(() => {
    const { current } = headingRef
    if (current === null || !hasMoved()) return
    // Where the user has gone on to something else meanwhile, they stay there.
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
