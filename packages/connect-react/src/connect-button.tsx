import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { type ConnectButtonProps, FlowButton } from './flow-button.tsx'
import { useKnownAccounts } from './use-known-accounts.ts'

/**
 * Connects an account at a click. While the flow runs the button stays in reach: pressed again it brings the window
 * to the front, and tries again where the browser had blocked it. `data-status` says how the flow stands.
 * @example
 * <ConnectButton provider="google" onSuccess={([account]) => show(account)} />
 */
export const ConnectButton: ForwardRefExoticComponent<ConnectButtonProps & RefAttributes<HTMLButtonElement>> =
  forwardRef(function ConnectButton(props, ref) {
    const { showConnected, grantId, children } = props
    const isShowing = showConnected && grantId === undefined && children === undefined
    return isShowing ? <KnowingButton {...props} ref={ref} /> : <FlowButton {...props} ref={ref} />
  })

/** Shows the account that is connected. */
const KnowingButton: typeof ConnectButton = forwardRef(function KnowingButton(props, ref) {
  return <FlowButton {...props} known={useKnownAccounts(props.provider)} ref={ref} />
})
