import type { Fields } from './answer.ts'
import type { Cleanup, Platform } from './platform.ts'
import { callSession, type FlowSession } from './session.ts'

/** How long the vault may hold an answer back, in seconds. */
const WAIT = 25
/** Longest pause between two questions, in milliseconds. */
const LONGEST_PAUSE = 30_000
/** So many failures in a row take 20 minutes: the session has ended by then, and the time for a callback too. */
const MOST_FAILURES = 48

export interface ResultPoll {
  /** Asks at once instead of waiting on; calls `done` when this very question was answered, or failed. */
  ask(done?: () => void): void
  stop: Cleanup
}

/**
 * Asks the vault how the session stands: the one channel that no window policy cuts. Goes on until stopped, with
 * back-off where an answer fails or comes too soon.
 */
export function pollResult(
  platform: Platform,
  session: FlowSession,
  onAnswer: (answer: Fields) => void,
): ResultPoll {
  let current: AbortController | undefined
  let cancelTimer: Cleanup | undefined
  let failures = 0

  const stop = (): void => {
    cancelTimer?.()
    current?.abort()
    current = undefined
  }

  const run = async (wait: number, done?: () => void): Promise<void> => {
    stop()
    const mine = (current = new AbortController())
    const asked = platform.now()
    let answer: Fields | undefined
    try {
      const { signal } = mine
      const response = await callSession(platform, session, `result?wait=${wait}`, { signal })
      const body: Fields = Object(await response.json())
      if (response.ok) answer = body
      // A problem document: the session is unknown, or over. Any other failure may pass.
      if (response.status === 401) {
        answer = { status: 'failed', error: body.code, error_description: body.detail }
      }
    } catch {
      // Asked again below.
    }
    if (current !== mine) return
    failures = answer && platform.now() - asked > 999 ? 0 : failures + 1
    onAnswer(answer ?? { status: failures > MOST_FAILURES && 'expired' })
    done?.()
    const pause = failures && Math.min(100 * 2 ** failures, LONGEST_PAUSE)
    if (current === mine) cancelTimer = platform.after(pause, () => run(WAIT))
  }
  void run(WAIT)

  return {
    ask(done) {
      failures = 0
      if (current) void run(0, done)
    },
    stop,
  }
}
