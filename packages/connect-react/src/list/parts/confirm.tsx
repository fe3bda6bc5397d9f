import { type ReactElement, useEffect, useId, useRef } from 'react'

export interface ConfirmProps {
  question: string
  /** What happens if the user says yes. */
  effect: string
  /** Text of the choice that changes nothing. */
  keep: string
  /** Text of the choice that does it. */
  act: string
  onConfirm: () => void
  onCancel: () => void
}

/** A question before something ends. The focus starts on the choice that changes nothing. */
export function Confirm({ question, effect, keep, act, onConfirm, onCancel }: ConfirmProps): ReactElement {
  const id = useId()
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <div
      aria-describedby={`${id}-effect`}
      aria-labelledby={`${id}-question`}
      className="alter-confirm"
      role="group"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
      }}
    >
      <div className="alter-confirm-text">
        <p className="alter-confirm-question" id={`${id}-question`}>
          {question}
        </p>
        <p className="alter-confirm-effect" id={`${id}-effect`}>
          {effect}
        </p>
      </div>
      <div className="alter-actions">
        <button className="alter-action" ref={first} type="button" onClick={onCancel}>
          {keep}
        </button>
        <button className="alter-action" data-kind="danger" type="button" onClick={onConfirm}>
          {act}
        </button>
      </div>
    </div>
  )
}
