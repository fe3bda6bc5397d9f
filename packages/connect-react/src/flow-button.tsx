import {
  cloneElement,
  type ComponentPropsWithoutRef,
  forwardRef,
  type ForwardRefExoticComponent,
  isValidElement,
  type MouseEvent,
  type ReactNode,
  type RefAttributes,
  useCallback,
  useEffect,
  useId,
  useRef,
} from 'react'
import { type ConnectState, isBeforeProvider } from '@alter/connect'
import { BUTTON_TEXTS, type ButtonTexts } from './button-texts.ts'
import { isBusy } from './busy.ts'
import { ConnectLabel } from './connect-label.tsx'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
import { loadFlowHelp } from './later/flow-help.ts'
import { useLater } from './later/use-later.ts'
import { hideFromEyes } from './live-region.ts'
import { nameOf } from './names.ts'
import { ProviderLogo } from './provider-logo.tsx'
import { useClient, useTexts } from './provider.tsx'
import { mergeRefs, refOf, type SlottedProps } from './slot.ts'
import { useFlow } from './use-flow.ts'
import type { KnownAccounts } from './use-known-accounts.ts'
import { useProvider } from './use-provider.ts'
import { useVoice } from './use-voice.ts'
import { fill } from './words.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'button'>, 'children' | 'type' | keyof ConnectCallbacks>

export interface ConnectButtonProps extends NativeProps, ConnectTarget, ConnectCallbacks {
  /**
   * Renders the one child element instead of a `<button>`, with all that the button would get. Its own props win;
   * class names, styles and refs come together, and its `onClick` is called first: `preventDefault()` there stops ours.
   */
  asChild?: boolean
  /** In place of logo and text; a function is given the state of this button's flow. */
  children?: ReactNode | ((state: ConnectState) => ReactNode)
  /**
   * What stands below the button: while the window is open how to go on, to show it and to cancel; then why nothing was
   * connected. `waiting`: only the first. Default: all of it, and nothing with `asChild`.
   */
  help?: boolean | 'waiting'
  /**
   * Shows the account that is connected already, and offers another one. The list of accounts is asked for. Default:
   * false.
   */
  showConnected?: boolean
}

export interface FlowButtonProps extends ConnectButtonProps {
  /** The accounts that are connected, where the button shows them. */
  known?: KnownAccounts
}

/** The button of a flow: what it says, what is heard of it, and what stands below it. */
export const FlowButton: ForwardRefExoticComponent<FlowButtonProps & RefAttributes<HTMLButtonElement>> =
  forwardRef(function FlowButton(props, ref) {
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
      help = !asChild,
      showConnected,
      known,
      ...native
    } = props
    const texts = useTexts(BUTTON_TEXTS)
    const client = useClient()
    const { state, connect, close } = useFlow(props)
    const isDefault = children === undefined
    const info = useProvider(isDefault ? provider : undefined)
    const name = info?.name ?? (provider ? nameOf(provider) : texts.account)
    const labels = labelsOf(texts, name, grantId)
    const said = sayingOf(state)
    const reserved = [
      ...Object.values({ ...labels, connected: `${labels.connected} ✓` }),
      ...(known ? [texts.connectMore, texts.checking] : []),
    ]
    const [account, ...others] = known?.status === 'known' ? known.accounts : []
    const isQuiet = said === 'connect' || said === 'connected'
    const isChecking = isQuiet && known?.status === 'checking'

    const flow = `${provider}:${grantId}`
    const heard = isBusy(state) ? texts.waiting : said === 'connect' ? '' : labels[said]
    const voice = useVoice(client, flow, heard)
    useEffect(() => {
      if (state.status === 'connected' && voice.said) {
        for (const { grant_id } of state.connections) client.announced.add(grant_id)
      }
    }, [client, state, voice.said])

    const helpId = useId()
    const pressed = useRef<HTMLElement>(null)
    const returnFocus = useCallback(() => pressed.current?.focus(), [])
    const isOpen = state.status === 'waiting' || state.status === 'detached'
    const hasFailed = help === true && isFailure(state)
    const isHelped = voice.isSpeaking && (hasFailed || (help && isOpen))
    const later = useLater(loadFlowHelp, isHelped)

    const content = typeof children === 'function' ? children(state) : children
    const child = asChild && isValidElement<SlottedProps>(content) ? content : undefined
    const own: SlottedProps = child ? child.props : { className: 'alter-button' }
    const button = {
      'aria-describedby': isHelped && later && hasFailed ? helpId : undefined,
      ...native,
      ...own,
      'aria-busy': isBusy(state) || isChecking,
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
          pressed.current = event.currentTarget
          voice.take()
          void connect()
        }
      },
    }

    return (
      <>
        {child ? (
          cloneElement(child, button)
        ) : (
          <button data-connected={known && account !== undefined} type="button" {...button}>
            {isDefault ? (
              <>
                {provider && <ProviderLogo name={name} src={info === null ? null : info?.logo_url} />}
                {account && isQuiet ? (
                  <span className="alter-known">
                    <bdi className="alter-known-account">
                      {account.account_identifier}
                      {others.length > 0 && ` +${others.length}`}
                    </bdi>{' '}
                    <ConnectLabel text={texts.connectMore} texts={reserved} />
                  </span>
                ) : (
                  <ConnectLabel text={isChecking ? texts.checking : labels[said]} texts={reserved} />
                )}
              </>
            ) : (
              content
            )}
          </button>
        )}
        {isHelped && later && (
          <later.FlowHelp
            id={helpId}
            returnFocus={returnFocus}
            state={state}
            onCancel={() => {
              returnFocus()
              close()
            }}
            onShow={() => void connect()}
          />
        )}
        <span ref={hideFromEyes} role="status">
          {voice.said}
        </span>
      </>
    )
  })

function isFailure(state: ConnectState): boolean {
  if (state.status === 'exit') return state.reason !== 'replaced'
  return state.status === 'blocked' || state.status === 'error'
}

type Saying = 'connect' | 'connecting' | 'blocked' | 'connected' | 'error' | 'notStarted'

function sayingOf(state: ConnectState): Saying {
  const { status } = state
  if (status === 'error') return isBeforeProvider(state.error) ? 'notStarted' : 'error'
  if (status === 'idle' || status === 'exit') return 'connect'
  return status === 'blocked' || status === 'connected' ? status : 'connecting'
}

/** All that the button may say. */
function labelsOf(texts: ButtonTexts, name: string, grantId: string | undefined): Record<Saying, string> {
  return {
    connect: fill(grantId ? texts.reconnect : texts.connect, name),
    connecting: texts.connecting,
    blocked: texts.blocked,
    connected: fill(texts.connected, name),
    error: fill(texts.error, name),
    notStarted: texts.notStarted,
  }
}
