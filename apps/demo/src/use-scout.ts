import { useEffect, useRef, useState } from 'react'
import { type ScoutStep, sendScout } from './scout.ts'

export interface Errand {
  /** Oldest first. */
  steps: ScoutStep[]
  isRunning: boolean
  send: () => Promise<void>
}

/** One errand of Scout at a time. @param onAdded called when there is a new event */
export function useScout(onAdded: () => void): Errand {
  const [steps, setSteps] = useState<ScoutStep[]>([])
  const [isRunning, setRunning] = useState(false)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  async function send(): Promise<void> {
    running.current?.abort()
    const errand = new AbortController()
    running.current = errand
    setSteps([])
    setRunning(true)
    for await (const step of sendScout(errand.signal)) {
      setSteps((taken) => [...taken, step])
      if (step.step === 'added') onAdded()
    }
    if (running.current === errand) setRunning(false)
  }
  return { steps, isRunning, send }
}
