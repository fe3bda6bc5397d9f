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
import { hideFromEyes } from './live-region.ts'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
import { loadFlowNews } from './later/flow-news.ts'
import { useLater } from './later/use-later.ts'
import { type News, SILENCE } from './news.ts'
import { useClient } from './provider.tsx'
import { createSpeaker } from './speaker.ts'
import { useFlow } from './use-flow.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'button'>, 'children' | 'type' | keyof ConnectCallbacks>

/** What `<ConnectButton>` is given, beside the props of a `<button>`. */
export interface ConnectButtonProps extends NativeProps, ConnectTarget, ConnectCallbacks {
  /**
   * Renders the one child element instead of a `<button>`, with all that the button would get. Its own props win;
   * class names, styles and refs come together, and its `onClick` is called first: `preventDefault()` there stops ours. Default: false.
   */
  asChild?: boolean
  /** In place of logo and text; a function is given the state of this button's flow. Default: logo and text. */
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

/** What the element is given that starts the flow. */
export type FlowElementProps = ComponentPropsWithoutRef<'button'>

export interface FlowButtonProps extends Omit<ConnectButtonProps, 'asChild' | 'children' | 'showConnected'> {
  /** The app has said nothing of its own: the provider is asked for its name, to say it. Default: false. */
  isNamed?: boolean
  render: (button: FlowElementProps, state: ConnectState) => ReactNode
}

/** What starts a flow. What is heard of it, and what stands below it, is loaded once it is shown. */
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
    render,
    ...native
  } = props
  const { voices } = useClient()
  const { state, connect, close } = useFlow(props)
  const [news, tell] = useState<News>(SILENCE)
  const later = useLater(loadFlowNews, state.status !== 'idle')
  // It is to be there when a flow fails because the network did.
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
      // The button that is pressed speaks of the flow.
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
