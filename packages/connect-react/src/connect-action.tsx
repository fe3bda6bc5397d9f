import { type ReactElement, useId } from 'react'
import { isBusy } from './busy.ts'
import { BUTTON_TEXTS } from './button-texts.ts'
import { ConnectButton, type ConnectButtonProps } from './connect-button.tsx'
import { useTexts } from './provider.tsx'

export interface ConnectActionProps extends Omit<ConnectButtonProps, 'asChild' | 'children'> {
  /** What is seen while nothing runs. */
  text: string
  /** Id of the element that says for what: read after the text, and seen where it stands. */
  target: string
}

/** A connect button small enough to stand in a list. */
export function ConnectAction({ text, target, ...props }: ConnectActionProps): ReactElement {
  const texts = useTexts(BUTTON_TEXTS)
  const id = useId()
  return (
    <ConnectButton {...props} asChild>
      {(state) => (
        <button
          aria-labelledby={`${id} ${target}`}
          className="alter-action"
          data-kind="primary"
          type="button"
        >
          <span id={id}>
            {isBusy(state) ? texts.connecting : state.status === 'blocked' ? texts.blocked : text}
          </span>
        </button>
      )}
    </ConnectButton>
  )
}
