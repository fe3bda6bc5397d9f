import { useEffect, useId, useRef } from 'react'
import type { ReactElement } from 'react'
import { texts } from './texts.ts'

export interface DisconnectProps {
  account: string
  busy: boolean
  onConfirm: () => void
  onCancel: () => void
}

/** Asks before an account is disconnected. The focus starts on the choice that changes nothing. */
export function Disconnect({ account, busy, onConfirm, onCancel }: DisconnectProps): ReactElement {
  const id = useId()
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => keep.current?.focus(), [])
  return (
    <div
      aria-describedby={`${id}-effect`}
      aria-labelledby={`${id}-question`}
      className="alter-confirm"
      role="group"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !busy) onCancel()
      }}
    >
      <div className="alter-confirm-text">
        <p className="alter-confirm-question" id={`${id}-question`}>
          {texts.disconnectQuestion(account)}
        </p>
        <p className="alter-confirm-effect" id={`${id}-effect`}>
          {texts.disconnectEffect}
        </p>
      </div>
      <div className="alter-actions">
        <button
          aria-disabled={busy}
          className="alter-action"
          ref={keep}
          type="button"
          onClick={() => busy || onCancel()}
        >
          {texts.keep}
        </button>
        <button
          aria-busy={busy}
          className="alter-action"
          data-kind="danger"
          type="button"
          onClick={() => busy || onConfirm()}
        >
          {busy ? texts.disconnecting : texts.disconnect}
        </button>
      </div>
    </div>
  )
}
