import { forwardRef, type ForwardRefExoticComponent, isValidElement, type RefAttributes } from 'react'
import type { KnownAccounts } from '@alter/connect/accounts/account-list'
import { isQuiet } from '@alter/connect/accounts/saying'
import { ButtonContent } from './button-content.tsx'
import { type ConnectButtonProps, FlowButton } from './flow-button.tsx'
import { fillSlot, type SlottedProps } from './slot.ts'
import { useKnownAccounts } from './use-known-accounts.ts'

type ButtonOf<Props> = ForwardRefExoticComponent<Props & RefAttributes<HTMLButtonElement>>

/**
 * Connects an account at a click. While the flow runs the button stays in reach: pressed again it brings the window
 * to the front, and tries again where the browser had blocked it. `data-status` says how the flow stands.
 * @example
 * <ConnectButton provider="google" onSuccess={([account]) => show(account)} />
 */
export const ConnectButton: ButtonOf<ConnectButtonProps> = forwardRef(function ConnectButton(props, ref) {
  const { asChild = false, children, showConnected, ...rest } = props
  if (children === undefined) {
    const isShowing = showConnected && rest.grantId === undefined
    return isShowing ? <KnowingButton {...rest} ref={ref} /> : <NamedButton {...rest} ref={ref} />
  }
  return (
    <FlowButton
      {...rest}
      help={rest.help ?? !asChild}
      render={(button, state) => {
        const content = typeof children === 'function' ? children(state) : children
        if (asChild && isValidElement<SlottedProps>(content)) return fillSlot(content, button, ref)
        return (
          <button type="button" {...button} className={classOf(button)} ref={ref}>
            {content}
          </button>
        )
      }}
    />
  )
})

interface NamedProps extends Omit<ConnectButtonProps, 'asChild' | 'children' | 'showConnected'> {
  /** The accounts that are connected, where the button shows them. */
  known?: KnownAccounts
}

/** With logo and text of ours. */
const NamedButton: ButtonOf<NamedProps> = forwardRef(function NamedButton({ known, ...props }, ref) {
  const { provider, grantId } = props
  return (
    <FlowButton
      {...props}
      isNamed
      render={(button, state) => (
        <button
          data-connected={known && known.status === 'known' && known.accounts.length > 0}
          type="button"
          {...button}
          aria-busy={button['aria-busy'] === true || (known?.status === 'checking' && isQuiet(state))}
          className={classOf(button)}
          ref={ref}
        >
          <ButtonContent grantId={grantId} known={known} provider={provider} state={state} />
        </button>
      )}
    />
  )
})

/** Shows the account that is connected. */
const KnowingButton: ButtonOf<NamedProps> = forwardRef(function KnowingButton(props, ref) {
  return <NamedButton {...props} known={useKnownAccounts(props.provider)} ref={ref} />
})

function classOf({ className }: SlottedProps): string {
  return ['alter-button', className].join(' ')
}
