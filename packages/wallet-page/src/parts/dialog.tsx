import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useDesk } from '../desk.ts'

interface Props {
  title: string
  /** Text of the button that acts, also while it acts. */
  action: string
  doing: string
  isBusy: boolean
  /** Whether the action is possible now. Default: true. */
  isReady?: boolean
  /** Text of the other button. */
  keep: string
  onAction: () => void
  onClose: () => void
  children: ComponentChildren
}

/** Asks before an action that cannot be undone. The focus starts on the button that changes nothing. */
export function Dialog(props: Props): VNode {
  const { title, action, doing, isBusy, isReady = true, keep, onAction, onClose, children } = props
  const { say } = useDesk()
  const dialogRef = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const { current } = dialogRef
    if (current === null) return undefined
    const { activeElement: opener } = current.ownerDocument
    // A modal dialog, in which the browser keeps the focus.
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
