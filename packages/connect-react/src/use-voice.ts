import { useEffect, useState } from 'react'
import type { Client } from './client.ts'

export interface Voice {
  /** What this component's live region says: nothing where another one says it already. */
  said: string
  /** This component speaks for the flow, and explains it. */
  isSpeaking: boolean
}

/**
 * One voice for all buttons that show the same flow: that of the button pressed last, else of the first on the page.
 * A screen reader hears each thing once.
 */
export function useVoice({ voices }: Client, flow: string, me: object, text: string): Voice {
  const [voice, speak] = useState<Voice>({ said: '', isSpeaking: false })
  useEffect(() => {
    if (!voices.has(flow)) voices.set(flow, me)
    const isMine = voices.get(flow) === me
    // oxlint-disable-next-line react/set-state-in-effect -- who is first on the page is known when all are on it
    speak({ said: isMine ? text : '', isSpeaking: isMine })
  }, [voices, flow, me, text])
  useEffect(
    () => () => {
      if (voices.get(flow) === me) voices.delete(flow)
    },
    [voices, flow, me],
  )
  return voice
}
