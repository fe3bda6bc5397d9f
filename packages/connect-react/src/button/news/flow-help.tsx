import type { ConnectState } from '@alter/connect'
import { type ReactElement, useLayoutEffect, useRef } from 'react'
import { isWindowOpen } from '@alter/connect/button/flow-state'
import { flowReason } from '@alter/connect/button/flow-reason'
import { HELP_TEXTS, type HelpTexts } from '@alter/connect/texts/help-texts'
import { useTexts } from '../../surroundings/provider.tsx'

export interface FlowHelpProps {
  state: ConnectState
  /** Id of the reason, by which the button is described. */
  id: string
  onShow: () => void
  onCancel: () => void
  /** Where the focus goes when what had it here is gone. */
  returnFocus: () => void
}

/** Below a button: how to go on while the window is open, and why nothing was connected. */
export function FlowHelp({ state, id, onShow, onCancel, returnFocus }: FlowHelpProps): ReactElement | null {
  const texts = useTexts(HELP_TEXTS)
  const reason = flowReason(state, texts)
  if (reason !== undefined) {
    return (
      <span className="alter-help" data-kind={state.status} id={id}>
        {reason}
      </span>
    )
  }
  if (!isWindowOpen(state)) return null
  return <Waiting returnFocus={returnFocus} texts={texts} onCancel={onCancel} onShow={onShow} />
}

interface WaitingProps extends Pick<FlowHelpProps, 'onShow' | 'onCancel' | 'returnFocus'> {
  texts: HelpTexts
}

function Waiting({ texts, onShow, onCancel, returnFocus }: WaitingProps): ReactElement {
  const ref = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    const box = ref.current
    function keepFocus(): void {
      if (box?.matches(':focus-within')) returnFocus()
    }
    // While React takes the box away it is still there to be looked at.
    return keepFocus
  }, [returnFocus])
  return (
    <span className="alter-help" data-kind="waiting" ref={ref}>
      <span>{texts.waiting}</span>
      <span className="alter-actions">
        <button className="alter-action" type="button" onClick={onShow}>
          {texts.showWindow}
        </button>
        <button className="alter-action" type="button" onClick={onCancel}>
          {texts.cancel}
        </button>
      </span>
    </span>
  )
}
