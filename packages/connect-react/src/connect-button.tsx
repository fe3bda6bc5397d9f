import {
  cloneElement,
  type ComponentPropsWithoutRef,
  forwardRef,
  type ForwardRefExoticComponent,
  isValidElement,
  type MouseEvent,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { type ConnectState, isBeforeProvider } from '@alter/connect'
import { BUTTON_TEXTS } from './button-texts.ts'
import { hideFromEyes } from './live-region.ts'
import { nameOf } from './names.ts'
import { ProviderLogo } from './provider-logo.tsx'
import { mergeRefs, refOf, type SlottedProps } from './slot.ts'
import { useTexts } from './provider.tsx'
import { fill } from './words.ts'
import { useFlow } from './use-flow.ts'
import { isBusy } from './busy.ts'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
import { useProvider } from './use-provider.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'button'>, 'children' | 'type' | keyof ConnectCallbacks>

export interface ConnectButtonProps extends NativeProps, ConnectTarget, ConnectCallbacks {
  /**
   * Renders the one child element instead of a `<button>`, with all that the button would get. Its own props win;
   * class names, styles and refs come together, and its `onClick` is called first: `preventDefault()` there stops ours.
   */
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
    // oxlint-disable no-unused-vars -- those of the hook are not for the element
    const {
      provider,
      grantId,
      accountHint,
      mode,
      whenBlocked,
      grace,
      onSuccess,
      onError,
      onExit,
      onEvent,
      asChild,
      children,
      ...native
    } = props
    const texts = useTexts(BUTTON_TEXTS)
    const { state, connect } = useFlow(props)
    const isDefault = children === undefined
    const info = useProvider(isDefault ? provider : undefined)
    const name = info?.name ?? (provider ? nameOf(provider) : texts.account)
    const said = isBusy(state)
      ? texts.connecting
      : state.status === 'error' && isBeforeProvider(state.error)
        ? texts.notStarted
        : texts[state.status]
    const label = fill(said ?? (grantId ? texts.reconnect : texts.connect), name)

    const content = typeof children === 'function' ? children(state) : children
    const child = asChild && isValidElement<SlottedProps>(content) ? content : undefined
    const own: SlottedProps = child ? child.props : { className: 'alter-button' }
    const button = {
      ...native,
      ...own,
      'aria-busy': isBusy(state),
      'data-status': state.status,
      className: [own.className, native.className].join(' '),
      style: { ...native.style, ...own.style },
      ref: child ? mergeRefs(ref, refOf(child)) : ref,
      onClick(event: MouseEvent<HTMLButtonElement>) {
        own.onClick?.(event)
        if (!event.defaultPrevented) native.onClick?.(event)
        if (!event.defaultPrevented) {
          // WebKit gives a clicked button no focus, which would be nowhere when the window closes.
          event.currentTarget.focus()
          void connect()
        }
      },
    }

    return (
      <>
        {child ? (
          cloneElement(child, button)
        ) : (
          <button type="button" {...button}>
            {isDefault ? (
              <>
                {provider && <ProviderLogo src={info === null ? null : info?.logo_url} />}
                <span>{label}</span>
              </>
            ) : (
              content
            )}
          </button>
        )}
        <span ref={hideFromEyes} role="status">
          {isBusy(state) ? texts.waiting : said && label}
        </span>
      </>
    )
  })
