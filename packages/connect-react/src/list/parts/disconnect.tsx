import { type ReactElement, useEffect, useId, useRef } from 'react'
import { MENU_TEXTS } from '@alter/connect/texts/menu-texts'
import { fill } from '@alter/connect/words'
import { useTexts } from '../../surroundings/provider.tsx'

/** Props of the question before disconnecting. */
export interface DisconnectProps {
  /** Label of the account. */
  account: string
  /** Called when the user confirms. */
  onConfirm: () => void
  /** Called when the user keeps the account. */
  onCancel: () => void
}

/** Asks before an account is disconnected. The focus starts on the choice that changes nothing. */
export function Disconnect({ account, onConfirm, onCancel }: DisconnectProps): ReactElement {
  const texts = useTexts(MENU_TEXTS)
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
        if (event.key === 'Escape') onCancel()
      }}
    >
      <div className="alter-confirm-text">
        <p className="alter-confirm-question" id={`${id}-question`}>
          {fill(texts.disconnectQuestion, account)}
        </p>
        <p className="alter-confirm-effect" id={`${id}-effect`}>
          {texts.disconnectEffect}
        </p>
      </div>
      <div className="alter-actions">
        <button className="alter-action" ref={keep} type="button" onClick={onCancel}>
          {texts.keep}
        </button>
        <button className="alter-action" data-kind="danger" type="button" onClick={onConfirm}>
          {texts.disconnect}
        </button>
      </div>
    </div>
  )
}
