import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useDesk } from '../desk.ts'

interface Props {
  title: string
  /** What the button that does it says, also while it is done. */
  action: string
  doing: string
  isBusy: boolean
  /** May it be done now? Default: yes. */
  isReady?: boolean
  /** What the other button says. */
  keep: string
  onAction: () => void
  onClose: () => void
  children: ComponentChildren
}

/** Asks before something that cannot be undone. The focus starts on the button that changes nothing. */
export function Dialog(props: Props): VNode {
  const { title, action, doing, isBusy, isReady = true, keep, onAction, onClose, children } = props
  const { say } = useDesk()
  const dialogRef = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const { current } = dialogRef
    if (current === null) return undefined
    const { activeElement: opener } = current.ownerDocument
    // The browser keeps the focus inside.
    current.showModal()
    return () => {
      current.close()
      if (opener instanceof HTMLElement) opener.focus()
    }
  }, [])
  useEffect(() => {
    if (isBusy) say(doing)
  }, [isBusy, doing, say])
  return (
    <dialog
      ref={dialogRef}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault()
        if (!isBusy) onClose()
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy && isReady) onAction()
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        {children}
        <div class="buttons">
          <button type="button" class="button" autofocus onClick={onClose} disabled={isBusy}>
            {keep}
          </button>
          <button type="submit" class="danger" aria-disabled={isBusy || !isReady} aria-busy={isBusy}>
            {isBusy ? doing : action}
          </button>
        </div>
      </form>
    </dialog>
  )
}
