import { useEffect, useState } from 'react'
import type { Client } from '../../surroundings/client.ts'

export interface Voice {
  /** The announcement of this component's live region; empty when another one announces it. */
  said: string
  /** Whether this component announces and explains the flow. */
  isSpeaking: boolean
}

/**
 * Chooses one of all buttons that show the same flow, so that a screen reader hears everything once: the button that
 * was pressed last, else the first on the page.
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
