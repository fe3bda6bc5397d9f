import { parseOutcome, parseSteps, type Fields, type Step } from './answer.ts'
import { listenToPage } from './channel.ts'
import { ConnectError, isConnectError } from './errors.ts'
import type { Move, Outcome } from './machine.ts'
import type { Request } from './options.ts'
import type { Cleanup, Platform, Popup } from './platform.ts'
import { pollResult, type ResultPoll } from './result.ts'
import { callSession, type FlowSession } from './session.ts'

/** Pause between two looks at the window, in milliseconds: an exit is told within 300. */
const LOOK_EVERY = 200
/** How long the focus may take to come back from a closed window, in milliseconds. */
const FOCUS_WITHIN = 250

export interface FlowHooks {
  onMove(move: Move): void
  onStep(step: Step): void
  /** When the flow ends by itself; after an uncertain exit, perhaps once more. */
  onSettle(outcome: Outcome): void
}

export interface Flow {
  /** Public id of the session, once there is one. */
  sessionId(): string | undefined
  start(): void
  /** Notices a window that was closed since the last look. */
  look(): void
  /** Brings the window to the front, or opens a fresh one for the session: call it in the click. */
  attend(): void
  /** Ends the flow from outside, at the vault too; its window, if in reach, is left to the caller. */
  end(): Popup | undefined
}

/**
 * Where the user is. `blank`: the window waits for the token. `page`: on our page, which never cuts the window off,
 * so closed means closed. `away`: loading or at the provider, where closed may be a cut. `doubtful`: closed, and the
 * focus will tell. `detached`: out of sight. `asking`: perhaps left, the vault is asked. `over`: settled.
 */
type Phase = 'blank' | 'page' | 'away' | 'doubtful' | 'detached' | 'asking' | 'over'

/**
 * One flow, top to bottom: with the window open, get the token, navigate, listen, settle once. It listens until
 * `signal` aborts.
 */
export function createFlow(
  platform: Platform,
  request: Request,
  popup: Popup,
  signal: AbortSignal,
  hooks: FlowHooks,
): Flow {
  /** How often each step was told. */
  const told: Record<string, number> = {}
  let phase: Phase = 'blank'
  let focusLost = false
  let window = popup
  let arriving: Promise<FlowSession> | undefined
  let session: FlowSession | undefined
  let poll: ResultPoll | undefined
  let cancelTimer: Cleanup | undefined

  const hasWindow = (): boolean => phase === 'blank' || phase === 'page' || phase === 'away'

  const wait = (milliseconds: number, callback: () => void): void => {
    cancelTimer?.()
    cancelTimer = platform.after(milliseconds, callback)
  }

  const cancel = (last: FlowSession): Promise<unknown> =>
    callSession(platform, last, 'cancel', { keepalive: true }).catch(() => {})

  const settle = (outcome: Outcome): void => {
    phase = 'over'
    cancelTimer?.()
    window.close()
    // After an uncertain exit the answers go on, for a late success.
    if (outcome.status !== 'exit' || outcome.certain) poll?.stop()
    hooks.onSettle(outcome)
  }

  const exit = (certain: boolean): void => settle({ status: 'exit', reason: 'closed', certain })

  const detach = (): void => {
    phase = 'detached'
    hooks.onMove({ status: 'detached' })
  }

  /** Never an exit while the user is elsewhere: perhaps in the window. */
  const giveUp = (): void => {
    if (phase !== 'asking') return
    if (platform.focused()) exit(false)
    else detach()
  }

  const question = (done?: () => void): void => {
    phase = 'asking'
    wait(request.grace, giveUp)
    poll?.ask(done)
  }

  /** A window that never took the focus gives none back: where the page has it, the user is here. */
  const doubt = (): void => {
    if (platform.focused()) question()
    else detach()
  }

  const look = (): void => {
    if (!hasWindow()) return
    const focused = platform.focused()
    if (!window.closed) {
      focusLost ||= !focused
      wait(LOOK_EVERY, look)
    } else if (phase === 'away') {
      phase = 'doubtful'
      if (focusLost && focused) question(giveUp)
      else wait(FOCUS_WITHIN, doubt)
    } else if (session && told['authorization_started']) {
      // What was connected before the user left is theirs: the vault ends the session with it.
      question()
      void cancel(session).then(() => poll?.ask(giveUp))
    } else {
      exit(true)
    }
  }

  const wake = (): void => {
    look()
    if ((phase === 'doubtful' || phase === 'detached') && platform.focused()) {
      question(phase === 'doubtful' ? giveUp : undefined)
    } else if (phase !== 'asking') {
      poll?.ask()
    }
  }

  /** Each step is told once, whether the page or the vault tells it first. */
  const read = (fields: Fields, counts: Record<string, number>): void => {
    for (const step of parseSteps(fields)) {
      const { event } = step
      const count = (counts[event] = (counts[event] ?? 0) + 1)
      if (count <= (told[event] ?? 0)) continue
      told[event] = count
      if (event === 'authorization_started' && phase === 'page') phase = 'away'
      if (event === 'authorization_completed' && phase === 'away') phase = 'page'
      hooks.onStep(step)
    }
    const outcome = parseOutcome(fields)
    if (outcome) settle(outcome)
  }

  const show = ({ page, token }: FlowSession): void => {
    phase = 'away'
    focusLost = false
    window.location.replace(`${page}#session=${token}`)
    wait(LOOK_EVERY, look)
    hooks.onMove({ status: 'waiting' })
  }

  const run = async (): Promise<void> => {
    try {
      session = await (arriving = request.getSession(signal))
    } catch (cause) {
      const error = isConnectError(cause) ? cause : new ConnectError('session_failed', '', cause)
      return settle({ status: 'error', error })
    }
    if (phase === 'over') return
    const heard = {}
    listenToPage(
      platform,
      session,
      () => window,
      signal,
      (message) => {
        if (message.type === 'alter_connect_hello' && phase === 'away') phase = 'page'
        read(message, heard)
      },
    )
    poll = pollResult(platform, session, (answer) => read(answer, {}))
    show(session)
  }

  return {
    look,
    sessionId: () => session?.id,
    start() {
      platform.onWake(wake, signal)
      wait(LOOK_EVERY, look)
      hooks.onStep({ event: 'connect_opened' })
      if (phase === 'blank') void run()
    },
    attend() {
      const fresh = hasWindow() ? window.focus() : platform.open()
      if (session && fresh) {
        window = fresh
        show(session)
      }
    },
    end() {
      const within = hasWindow() ? window : undefined
      poll?.stop()
      if (phase !== 'over') {
        phase = 'over'
        cancelTimer?.()
        void arriving?.then(cancel, () => {})
      }
      return within
    },
  }
}
