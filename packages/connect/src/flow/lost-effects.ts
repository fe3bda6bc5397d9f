import type { ConnectOptions } from '../options.ts'
import type { Platform } from '../platform/browser.ts'
import type { Answer } from '../platform/answer.ts'
import { claimSession } from '../platform/session-lock.ts'
import { timerLength } from '../timer-length.ts'
import type { Held } from './held.ts'
import type { Happening, LostCommand } from './state.ts'

/** How long the focus may take to come back from a closed window, in milliseconds. */
const FOCUS_WITHIN = 250
/** How long a result may take once the user is back, in milliseconds. */
const GRACE = 2000
/** How long the vault may hold an answer back, in seconds. */
const HOLD = 25
/** Longest pause between two questions, in milliseconds. */
const LONGEST_PAUSE = 30_000
/** So many failures in a row take 20 minutes. By then the session has ended, and no callback can come. */
const MOST_FAILURES = 48

/** What the effects work with. */
export interface Search {
  platform: Platform
  options: ConnectOptions
  held: Held
  /** Aborted when the flow can bring nothing more. */
  signal: AbortSignal
  /** Answers nothing if the vault is out of reach. */
  askVault: (path: string, init: RequestInit) => Promise<Answer | undefined>
  receive: (answer: Answer) => void
  send: (event: Happening) => void
}

/** The effects of a flow whose window is out of sight: its timer, and questions to the vault, which no window policy cuts. */
export function createLostEffects(search: Search): Record<LostCommand, () => void> {
  const { platform, options, held, signal, askVault, receive, send } = search
  let current: AbortController | undefined
  let failures = 0
  let pause: number | undefined
  let timer: number | undefined

  /** Asks again and again. The pauses grow while answers fail or come too soon. */
  async function ask(seconds: number): Promise<void> {
    platform.clearTimeout(pause)
    if (current) current.abort()
    else if (held.session) void claimSession(platform, held.session.id, signal)
    if (signal.aborted) return
    current = new AbortController()
    const { signal: until } = current
    const asked = platform.Date.now()
    const answer = await askVault('result?wait=' + seconds, { signal: until })
    if (until.aborted) return
    failures = answer && platform.Date.now() - asked > 999 ? 0 : failures + 1
    pause = platform.setTimeout(() => void ask(HOLD), Math.min(100 * 2 ** failures, LONGEST_PAUSE))
    receive(answer ?? { status: failures > MOST_FAILURES && 'expired' })
  }

  function startTimer(milliseconds: number): void {
    platform.clearTimeout(timer)
    timer = platform.setTimeout(() => send({ type: 'timedOut' }), milliseconds)
  }

  signal.addEventListener('abort', () => {
    platform.clearTimeout(timer)
    platform.clearTimeout(pause)
    current?.abort()
  })

  return {
    ask() {
      if (!current) void ask(HOLD)
    },
    askNow() {
      failures = 0
      void ask(0)
    },
    awaitFocus: () => startTimer(FOCUS_WITHIN),
    awaitResult: () => startTimer(graceOf(options)),
  }
}

/** How long a result may take once the user is back. */
export function graceOf({ grace }: ConnectOptions): number {
  return timerLength(grace, GRACE)
}
