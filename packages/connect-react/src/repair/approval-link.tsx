import { type MouseEvent, type ReactElement, useEffect, useRef } from 'react'

export interface ApprovalLinkProps {
  label: string
  /** Page on which the user decides. */
  url: string
  /** Called once the user has left that page. */
  onLeft: () => void
}

/** How often it is checked whether the window is still open. Milliseconds. */
const LOOK = 500
/** Room for reading the request. CSS pixels. */
const SIZE = 'popup,width=520,height=760'

/** Opens the page of an approval in its own window. If windows are blocked, it is a link to a new tab. */
export function ApprovalLink({ label, url, onLeft }: ApprovalLinkProps): ReactElement {
  const opened = useRef<Window>(undefined)
  const watch = useRef<ReturnType<typeof setInterval>>(undefined)
  useEffect(() => () => clearInterval(watch.current), [])

  function open(event: MouseEvent): void {
    if (opened.current && !opened.current.closed) {
      event.preventDefault()
      return opened.current.focus()
    }
    const page = window.open(url, '_blank', SIZE)
    // The browser blocked the window, so the link itself opens a tab.
    if (!page) return
    event.preventDefault()
    opened.current = page
    clearInterval(watch.current)
    watch.current = setInterval(() => {
      if (!page.closed) return
      clearInterval(watch.current)
      onLeft()
    }, LOOK)
  }

  return (
    <a className="alter-button" href={url} rel="noreferrer" target="_blank" onClick={open}>
      {label}
    </a>
  )
}
