import { type ReactElement, useEffect, useId, useRef } from 'react'
import { MENU_TEXTS } from '@alter/connect/texts/menu-texts'
import { fill } from '@alter/connect/words'
import { useTexts } from '../../surroundings/provider.tsx'

export interface UndoDisconnectProps {
  /** Label of the account. */
  account: string
  /** Whether the time is over and the backend is being asked. */
  isEnding: boolean
  onUndo: () => void
}

/** Says that an account will be disconnected, and offers to undo it. The focus starts on undo. */
export function UndoDisconnect({ account, isEnding, onUndo }: UndoDisconnectProps): ReactElement {
  const texts = useTexts(MENU_TEXTS)
  const id = useId()
  const undo = useRef<HTMLButtonElement>(null)
  useEffect(() => undo.current?.focus(), [])
  return (
    <div aria-busy={isEnding} className="alter-confirm" data-kind="undo">
      <p className="alter-confirm-text" id={id}>
        {isEnding ? texts.ending : fill(texts.disconnecting, account)}
      </p>
      {!isEnding && (
        <div className="alter-actions">
          <button
            aria-describedby={id}
            className="alter-action"
            data-kind="primary"
            ref={undo}
            type="button"
            onClick={onUndo}
          >
            {texts.undo}
          </button>
        </div>
      )}
    </div>
  )
}
