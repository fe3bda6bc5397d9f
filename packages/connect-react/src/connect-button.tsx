import { forwardRef, useRef } from 'react'
import type {
  ComponentPropsWithoutRef,
  ForwardRefExoticComponent,
  MouseEvent,
  ReactNode,
  RefAttributes,
} from 'react'
import type { ConnectState } from '@alter/connect'
import { IDLE } from './flow.ts'
import type { ConnectTarget } from './flow.ts'
import { LiveRegion } from './live-region.tsx'
import { nameOf } from './names.ts'
import { ProviderLogo } from './provider-logo.tsx'
import { slot } from './slot.ts'
import { texts } from './texts.ts'
import { useConnect } from './use-connect.ts'
import type { ConnectCallbacks } from './use-connect.ts'
import { useProvider } from './use-providers.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'button'>, 'children' | 'type' | keyof ConnectCallbacks>

export interface ConnectButtonProps extends NativeProps, ConnectTarget, ConnectCallbacks {
  /** Renders the one child element instead of a `<button>`, with everything the button would get. */
  asChild?: boolean
  /** In place of logo and text; a function is given the state of this button's flow. */
  children?: ReactNode | ((state: ConnectState) => ReactNode)
}

/**
 * Connects an account at a click. While the flow runs the button stays in reach: pressed again it brings the window
 * to the front, and tries again where the browser had blocked it. `data-status` says how the flow stands.
 */
export const ConnectButton: ForwardRefExoticComponent<ConnectButtonProps & RefAttributes<HTMLButtonElement>> =
  forwardRef(function ConnectButton(props, ref) {
    const { provider, grantId, accountHint, onSuccess, onError, onExit, onEvent, ...rest } = props
    const { asChild, children, className, onClick, ...native } = rest
    const pressed = useRef<HTMLElement>(null)
    const restoreFocus = (): void => {
      const { activeElement, body } = document
      if (!activeElement || activeElement === body) pressed.current?.focus({ preventScroll: true })
    }

    const { state, connect } = useConnect({
      provider,
      grantId,
      accountHint,
      onEvent,
      onSuccess(connections) {
        restoreFocus()
        onSuccess?.(connections)
      },
      onError(error) {
        restoreFocus()
        onError?.(error)
      },
      onExit(exit) {
        // Replaced: the focus belongs to the button that was pressed instead.
        if (exit.reason !== 'replaced') restoreFocus()
        onExit?.(exit)
      },
    })
    const isDefault = children === undefined
    const info = useProvider(provider, isDefault)
    const name = info?.name ?? (provider === undefined ? undefined : nameOf(provider))

    const button: ComponentPropsWithoutRef<'button'> & Record<`data-${string}`, unknown> = {
      ...native,
      type: 'button',
      'aria-busy': isBusy(state),
      'data-status': state.status,
      'data-provider': provider,
      onClick(event: MouseEvent<HTMLButtonElement>) {
        onClick?.(event)
        if (event.defaultPrevented) return
        pressed.current = event.currentTarget
        void connect()
      },
    }
    const content = typeof children === 'function' ? children(state) : children

    return (
      <>
        {asChild ? (
          slot(content, className ? { ...button, className } : button, ref)
        ) : (
          <button {...button} ref={ref} className={className ? `alter-button ${className}` : 'alter-button'}>
            {isDefault ? (
              <>
                {provider && <ProviderLogo name={name} src={info?.logo_url} />}
                <span className="alter-button-text" data-label={labelOf(IDLE, name, grantId)}>
                  {labelOf(state, name, grantId)}
                </span>
              </>
            ) : (
              content
            )}
          </button>
        )}
        <LiveRegion>{announcementOf(state, name)}</LiveRegion>
      </>
    )
  })

function isBusy({ status }: ConnectState): boolean {
  return status === 'opening' || status === 'waiting' || status === 'detached'
}

function labelOf(state: ConnectState, name: string | undefined, grantId: string | undefined): string {
  if (isBusy(state)) return texts.connecting
  if (state.status === 'blocked') return texts.blocked
  if (state.status === 'connected') return texts.connected(name)
  if (state.status === 'error') return texts.failed(name)
  return grantId ? texts.reconnect(name) : texts.connect(name)
}

function announcementOf(state: ConnectState, name: string | undefined): string {
  switch (state.status) {
    case 'waiting':
    case 'detached':
      return texts.announceWaiting(name)
    case 'blocked':
      return texts.announceBlocked
    case 'connected':
      return texts.announceConnected(state.connections.map((connection) => connection.account_identifier))
    case 'error':
      return texts.connectError(state.error.code)
    default:
      return ''
  }
}
