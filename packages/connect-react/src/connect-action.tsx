import type { ReactElement } from 'react'
import { ConnectButton } from './connect-button.tsx'
import type { ConnectButtonProps } from './connect-button.tsx'
import { texts } from './texts.ts'

export interface ConnectActionProps extends Omit<ConnectButtonProps, 'asChild' | 'children'> {
  /** What is seen while nothing runs. */
  text: string
  /** What is heard then: it says for which account, where the place says it to the eye. */
  label: string
}

/** A connect button small enough to stand in a list. */
export function ConnectAction({ text, label, ...props }: ConnectActionProps): ReactElement {
  return (
    <ConnectButton {...props} asChild>
      {({ status }) => {
        const action = { className: 'alter-action', 'data-kind': 'primary', type: 'button' } as const
        switch (status) {
          case 'opening':
          case 'waiting':
          case 'detached':
            return <button {...action}>{texts.connecting}</button>
          case 'blocked':
            return <button {...action}>{texts.blocked}</button>
          default:
            return (
              <button {...action} aria-label={label}>
                {text}
              </button>
            )
        }
      }}
    </ConnectButton>
  )
}
