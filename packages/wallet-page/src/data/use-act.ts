import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { useDesk } from '../desk.ts'
import type { Answer } from '../vault/client.ts'
import type { Trouble } from '../vault/trouble.ts'
import { fill } from '@alter/connect/languages/sentences'

export interface Acting {
  isBusy: boolean
  /** Why the last action failed. */
  trouble: Trouble | undefined
  /** Does one action at a time, and tells the other tabs. */
  run: <Value>(act: () => Promise<Answer<Value>>, then: (value: Value) => void) => void
  forgive: () => void
}

/** An action of the user. */
export function useAct(): Acting {
  const { platform, send, say, texts } = useDesk()
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble>()
  const isHereRef = useRef(true)
  const isRunningRef = useRef(false)
  useEffect(
    () => () => {
      isHereRef.current = false
    },
    [],
  )

  const run = useCallback(
    <Value>(act: () => Promise<Answer<Value>>, then: (value: Value) => void) => {
      async function go(): Promise<void> {
        const answer = await act()
        isRunningRef.current = false
        if (answer.status === 'given') platform.tell('changed')
        if (!isHereRef.current) return
        setBusy(false)
        if (answer.status === 'given') then(answer.value)
        else if (answer.trouble.code === 'signed_out') send({ type: 'ended' })
        else {
          const { code } = answer.trouble
          const met: Trouble = { ...answer.trouble, code: code === 'offline' ? 'act_offline' : code }
          setTrouble(met)
          say(fill(texts.titled, { ...texts.trouble[met.code] }))
        }
      }
      if (isRunningRef.current) return
      isRunningRef.current = true
      setTrouble(undefined)
      setBusy(true)
      void go()
    },
    [platform, send, say, texts],
  )
  const forgive = useCallback(() => setTrouble(undefined), [])
  // Nothing is sent twice: the user does it again, and is not told of what is over.
  useEffect(
    () => platform.onOnline(() => setTrouble((now) => (now?.code === 'act_offline' ? undefined : now))),
    [platform],
  )
  return { isBusy, trouble, run, forgive }
}
