import type { ConnectState } from '@alter/connect'
import { type ReactElement, useEffect } from 'react'
import { isWindowOpen } from '@alter/connect/button/flow-state'
import { labelsOf, sayingOf } from '@alter/connect/button/button-labels'
import { BUTTON_TEXTS } from '@alter/connect/texts/button-texts'
import { nameOf } from '@alter/connect/provider/provider-name'
import type { ConnectTarget } from '../../flow/connect-target.ts'
import { FlowHelp, type FlowHelpProps } from './flow-help.tsx'
import type { News } from './news.ts'
import { useClient, useTexts } from '../../surroundings/provider.tsx'
import type { Runs } from '../../flow/runs.ts'
import type { Speaker } from './speaker.ts'
import { useProvider } from '../../providers/use-provider.ts'
import { useVoice } from './use-voice.ts'

export interface FlowNewsProps extends Pick<FlowHelpProps, 'state' | 'id'>, Pick<Runs, 'connect' | 'close'> {
  /** The app's props of the button. */
  button: ConnectTarget & {
    help?: boolean | 'waiting' | undefined
    isNamed?: boolean
    isReasonSaid?: boolean | undefined
  }
  /** Identifies the target for all buttons that show it. */
  flow: string
  /** This button, among those that show the same flow. */
  me: Speaker
  onNews: (news: News) => void
}

/** Announcements of a flow, and the help below its button. */
export function FlowNews(props: FlowNewsProps): ReactElement | null {
  const { state, id, flow, me, onNews, connect, close } = props
  const { provider, help = true, isNamed = false, isReasonSaid = false } = props.button
  const client = useClient()
  const texts = useTexts(BUTTON_TEXTS)
  const info = useProvider(isNamed ? provider : undefined)
  const name = info?.name ?? (provider ? nameOf(provider) : undefined)
  const saying = sayingOf(state)
  const label = saying === 'connect' ? '' : labelsOf(texts, name, props.button, state)[saying]
  const result = isReasonSaid && isFailure(state) ? '' : label
  // On a phone no window opens: until the provider's page comes, the label is all there is to say.
  const { said, isSpeaking } = useVoice(client, flow, me, isWindowOpen(state) ? texts.waiting : result)
  useEffect(() => {
    if (state.status === 'connected' && said) {
      for (const { grant_id } of state.connections) client.announced.add(grant_id)
    }
  }, [client, state, said])

  const isExplained = isSpeaking && help === true && isFailure(state)
  useEffect(() => onNews({ said, isExplained }), [onNews, said, isExplained])
  if (!isExplained && !(isSpeaking && help && isWindowOpen(state))) return null
  return (
    <FlowHelp
      id={id}
      returnFocus={me.returnFocus}
      state={state}
      onCancel={() => {
        me.returnFocus()
        close()
      }}
      onShow={() => void connect()}
    />
  )
}

function isFailure(state: ConnectState): boolean {
  if (state.status === 'exit') return state.reason !== 'replaced'
  return state.status === 'blocked' || state.status === 'error'
}
