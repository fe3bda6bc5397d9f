import type { Answer } from './answer.ts'
import type { Flow } from './flow.ts'
import type { Tools } from './seek.ts'

/** How long the vault may hold an answer back, in seconds. */
const WAIT = 25
/** Longest pause between two questions, in milliseconds. */
const LONGEST_PAUSE = 30_000
/** So many failures in a row take 20 minutes: the session has ended by then, and the time for a callback too. */
const MOST_FAILURES = 48

/**
 * Asks again and again until the flow's life ends, with back-off where an answer fails or comes too soon.
 * @returns asks at once
 */
export function poll(flow: Flow, tools: Tools, hear: (answer: Answer) => void): () => void {
  const { platform, life } = flow
  let current = new AbortController()
  let failures = 0
  let pause: number | undefined

  const ask = async (seconds = WAIT): Promise<void> => {
    platform.clearTimeout(pause)
    current.abort()
    if (life.signal.aborted) return
    const { signal } = (current = new AbortController())
    const asked = platform.Date.now()
    let answer: Answer | undefined
    try {
      const response = await tools.call(flow, 'result?wait=' + seconds, { signal })
      const body = await response?.json()
      if (response?.ok) answer = body
      // A problem document: the session is unknown, or over. Any other failure may pass.
      if (response?.status === 401)
        answer = { status: 'failed', error: body.code, error_description: body.detail }
    } catch {
      // Asked again below.
    }
    if (signal.aborted) return
    failures = answer && platform.Date.now() - asked > 999 ? 0 : failures + 1
    pause = platform.setTimeout(ask, Math.min(100 * 2 ** failures, LONGEST_PAUSE))
    hear(answer ?? { status: failures > MOST_FAILURES && 'expired' })
  }

  void ask()
  return () => {
    failures = 0
    void ask(0)
  }
}
