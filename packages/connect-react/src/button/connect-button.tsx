import { forwardRef, type ForwardRefExoticComponent, isValidElement, type RefAttributes } from 'react'
import { isQuiet } from '@alter/connect/button/flow-state'
import { ButtonContent } from './button-content.tsx'
import { type ConnectButtonProps, FlowButton } from './flow-button.tsx'
import { fillSlot, type SlottedProps } from './slot.ts'
import { useKnownAccounts } from './use-known-accounts.ts'

type ButtonOf<Props> = ForwardRefExoticComponent<Props & RefAttributes<HTMLButtonElement>>

/**
 * Connects an account at a click. During the flow the button stays usable: another press brings the window to the
 * front, or tries again after the browser blocked it. `data-status` shows the state of the flow.
 * @example
 * <ConnectButton provider="google" onSuccess={([account]) => show(account)} />
 */
export const ConnectButton: ButtonOf<ConnectButtonProps> = forwardRef(function ConnectButton(props, ref) {
  const { asChild = false, children, showConnected = false, ...rest } = props
  const { provider, grantId, agent, help } = rest
  const isNamed = children === undefined
  const known = useKnownAccounts(provider, isNamed && showConnected && grantId === undefined)
  return (
    <FlowButton
      {...rest}
      help={help ?? (isNamed || !asChild)}
      isNamed={isNamed}
      render={(button, state) => {
        const content = typeof children === 'function' ? children(state) : children
        if (asChild && isValidElement<SlottedProps>(content)) return fillSlot(content, button, ref)
        return (
          <button
            data-connected={known && known.status === 'known' && known.accounts.length > 0}
            type="button"
            {...button}
            aria-busy={button['aria-busy'] === true || (known?.status === 'checking' && isQuiet(state))}
            className={['alter-button', button.className].join(' ')}
            ref={ref}
          >
            {isNamed ? (
              <ButtonContent
                agent={agent}
                grantId={grantId}
                known={known}
                provider={provider}
                state={state}
              />
            ) : (
              content
            )}
          </button>
        )
      }}
    />
  )
})
