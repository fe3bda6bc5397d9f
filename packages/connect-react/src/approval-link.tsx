import { type MouseEvent, type ReactElement, useEffect, useRef } from 'react'

export interface ApprovalLinkProps {
  label: string
  /** Where the user says yes or no. */
  url: string
  /** Called once the user has left that page. */
  onLeft: () => void
}

/** How often it is looked whether the window is still there. Milliseconds. */
const LOOK = 500
/** Room for the request that is to be read. CSS pixels. */
const SIZE = 'popup,width=520,height=760'

/** Opens the page of an approval in a window of its own; where none may be opened it is a link to a new tab. */
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
    // The browser keeps it from opening: the link itself opens a tab.
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
