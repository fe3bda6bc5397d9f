import { type ReactElement, useId } from 'react'
import { ACTION_TEXTS } from '@alter/connect/texts/button-texts'
import { isBusy } from '@alter/connect/button/flow-state'
import { type ConnectButtonProps, FlowButton } from './flow-button.tsx'
import { ConnectLabel } from './connect-label.tsx'
import { useTexts } from '../surroundings/provider.tsx'

/** Props of `<ConnectAction>`: those of a connect button, and its text. */
export interface ConnectActionProps extends Omit<
  ConnectButtonProps,
  'asChild' | 'children' | 'showConnected'
> {
  /** Text while no flow runs. */
  text: string
  /** Id of the element that names the target. Screen readers read it after the text. */
  target: string
  /** Whether your `onError` says aloud why connecting failed, so that the button does not. Default: false. */
  isReasonSaid?: boolean | undefined
}

/**
 * A connect button that is small enough for a list. The row explains why nothing was connected: see `onError`.
 * @example
 * <h3 id="google">Google</h3>
 * <ConnectAction provider="google" target="google" text="Connect" />
 */
export function ConnectAction({ text, target, ...props }: ConnectActionProps): ReactElement {
  const texts = useTexts(ACTION_TEXTS)
  const id = useId()
  return (
    <FlowButton
      help="waiting"
      {...props}
      render={(button, state) => (
        <button
          {...button}
          aria-labelledby={`${id} ${target}`}
          className={['alter-action', button.className].join(' ')}
          data-kind="primary"
          type="button"
        >
          <ConnectLabel
            id={id}
            text={isBusy(state) ? texts.connecting : text}
            texts={[text, texts.connecting]}
          />
        </button>
      )}
    />
  )
}
