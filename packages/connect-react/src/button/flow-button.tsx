import {
  type ComponentPropsWithoutRef,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useState,
} from 'react'
import type { ConnectState } from '@alter/connect'
import { isBusy } from '@alter/connect/button/flow-state'
import { hideFromEyes } from '../rendering/live-region.ts'
import type { ConnectCallbacks, ConnectTarget } from '../flow/connect-target.ts'
import { loadFlowNews } from './later/flow-news.ts'
import { useLater } from '../rendering/use-later.ts'
import { type News, SILENCE } from './news/news.ts'
import { useClient } from '../surroundings/provider.tsx'
import { createSpeaker } from './news/speaker.ts'
import { useFlow } from '../flow/use-flow.ts'
import { checkProps } from '../surroundings/wrong-props.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'button'>, 'children' | 'type' | keyof ConnectCallbacks>

/** Props of `<ConnectButton>`, in addition to those of `<button>`. */
export interface ConnectButtonProps extends NativeProps, ConnectTarget, ConnectCallbacks {
  /**
   * Whether to render the only child element instead of a `<button>`, with the button's props. The child's own props
   * win; class names, styles and refs are merged, and its `onClick` runs first: `preventDefault()` in it stops the
   * flow. Default: false.
   */
  asChild?: boolean | undefined
  /** Replaces logo and text. A function gets the state of this button's flow. Default: logo and text. */
  children?: ReactNode | ((state: ConnectState) => ReactNode) | undefined
  /**
   * Help below the button: during the flow how to go on, to show the window and to cancel, afterwards why nothing was
   * connected. `waiting` shows only the first. Default: all of it; none with `asChild`.
   */
  help?: boolean | 'waiting' | undefined
  /** Whether to show the connected account and offer another. It requests the list of accounts. Default: false. */
  showConnected?: boolean | undefined
}

/** Props of the element that starts the flow. */
export type FlowElementProps = ComponentPropsWithoutRef<'button'>

export interface FlowButtonProps extends Omit<ConnectButtonProps, 'asChild' | 'children' | 'showConnected'> {
  /** Whether the app gave no content, so that the provider's name is requested. Default: false. */
  isNamed?: boolean
  /** Whether `onError` says a failure aloud, so that the button does not. Default: false. */
  isReasonSaid?: boolean | undefined
  render: (button: FlowElementProps, state: ConnectState) => ReactNode
}

/** The element that starts a flow. Announcements and help load once it is shown. */
export function FlowButton(props: FlowButtonProps): ReactElement {
  // oxlint-disable no-unused-vars -- those of the hook and of the news are not for the element
  const {
    provider,
    grantId,
    agent,
    accountHint,
    mode,
    whenBlocked,
    grace,
    onSuccess,
    onError,
    onExit,
    onEvent,
    help,
    isNamed,
    isReasonSaid,
    render,
    ...native
  } = props
  const { voices, report } = useClient()
  checkProps('ConnectButton', props, report)
  const { state, connect, close } = useFlow(props)
  const [news, tell] = useState<News>(SILENCE)
  const later = useLater(loadFlowNews, state.status !== 'idle' && state.status)
  // Loaded early, so that it is there when a flow fails because of the network.
  useEffect(() => void loadFlowNews().catch(() => {}), [])

  const helpId = useId()
  const flow = `${provider}:${grantId}:${agent}`
  const [me] = useState(createSpeaker)
  const button: FlowElementProps & { 'data-status': string } = {
    'aria-describedby': news.isExplained ? helpId : undefined,
    ...native,
    'aria-busy': isBusy(state),
    'data-status': state.status,
    onClick(event: MouseEvent<HTMLButtonElement>) {
      native.onClick?.(event)
      if (event.defaultPrevented) return
      me.press(event.currentTarget)
      // The pressed button announces the flow.
      voices.set(flow, me)
      void connect()
    },
  }

  return (
    <>
      {render(button, state)}
      {later && (
        <later.FlowNews
          button={props}
          close={close}
          connect={connect}
          flow={flow}
          id={helpId}
          me={me}
          state={state}
          onNews={tell}
        />
      )}
      <span ref={hideFromEyes} role="status">
        {news.said}
      </span>
    </>
  )
}
