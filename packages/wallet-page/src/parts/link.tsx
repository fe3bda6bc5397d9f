import type { ComponentChildren, VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { type Place, writePlace } from '../place.ts'

interface Props {
  to: Place
  class?: string
  current?: boolean
  children: ComponentChildren
}

/** A link to another page of the Wallet. */
export function Link({ to, class: name, current = false, children }: Props): VNode {
  const { platform, go } = useDesk()
  return (
    <a
      href={platform.base + writePlace(to)}
      class={name}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        // The browser opens other tabs and windows itself.
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
        event.preventDefault()
        go(to)
      }}
    >
      {children}
    </a>
  )
}

/** A link to another site in a new tab. Only `http:` and `https:` addresses become links. */
export function Away({ to, children }: { to: string; children: ComponentChildren }): VNode | null {
  if (!/^https?:\/\//i.test(to)) return null
  return (
    <a href={to} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
