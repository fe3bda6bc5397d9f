import type { ConnectError, ConnectErrorCode } from './errors.ts'
import type { Fields } from './message.ts'
import type { Outcome } from './machine.ts'
import type { Platform } from './platform.ts'
import type { FlowSession } from './session.ts'

/** How long the vault may hold an answer back, in seconds. */
const WAIT = 25
/** Longest pause between two questions, in milliseconds. */
const LONGEST_PAUSE = 30_000
/** So many failures in a row take 20 minutes: the session has ended by then, and the time for a callback too. */
const MOST_FAILURES = 48
/** How long the focus may take to come back from a closed window, in milliseconds. */
const FOCUS_WITHIN = 250

/** What the vault and its page call an error. */
const NAMED: ConnectErrorCode[] = [
  'session_expired',
  'invalid_token',
  'access_denied',
  'account_mismatch',
  'scope_denied',
  'provider_error',
  'provider_unreachable',
]

/** Calls the vault for a session. */
export type Call = (session: FlowSession, path: string, init: RequestInit) => Promise<Response>

/**
 * What the flow noticed. `slow`: nothing, for a while. `back`: the user, perhaps, on the page. `closed`: the window,
 * and the focus came back from it. `gone`: the window, but not yet the focus. `left`: the window, while it showed
 * our page, and something may have been connected before. `failed`: as the fields of its message say.
 */
export type Sign = 'slow' | 'back' | 'closed' | 'gone' | 'left' | 'failed'

export type Seek = (sign: Sign, fields?: Fields) => void

/** Settles the flow with an error. */
export type Fail = (...about: ConstructorParameters<typeof ConnectError>) => void

/** The flow, as seen from here. */
export interface FlowView {
  call: Call
  /** Whether its window is out of sight. */
  isLost: () => boolean
  read: (fields: Fields, counts: Record<string, number>) => void
  detach: () => void
  finish: (outcome: Outcome) => void
  fail: Fail
}

/** Fields of the vault's answers, not yet checked. */
interface Answer {
  status?: unknown
  grants?: unknown
  error?: unknown
  error_description?: unknown
  events?: unknown
  code?: unknown
  detail?: unknown
}

/**
 * Where a lost user is. `detached`: elsewhere, perhaps in the window. `doubtful`: the focus will tell. `asked`: gone,
 * unless the vault's next answer says otherwise. `grace`: back, and the result may take a moment. `over`: gone.
 */
type Stage = 'detached' | 'doubtful' | 'asked' | 'grace' | 'over'

/**
 * Asks the vault how the session stands: the one channel that no window policy cuts. Goes on until `signal` aborts,
 * with back-off where an answer fails or comes too soon; settles the flow where its window cannot.
 */
export function askVault(
  platform: Platform,
  session: FlowSession,
  grace: number,
  signal: AbortSignal,
  { call, read, isLost, detach, finish, fail }: FlowView,
): Seek {
  let stage: Stage = 'detached'
  let current = new AbortController()
  let failures = 0
  let pause: number | undefined
  let timer: number | undefined

  const focused = (): boolean => platform.document.hasFocus()

  const isSeeking = (): boolean => isLost() && stage !== 'over'

  const wait = (milliseconds: number, callback: () => void): void => {
    platform.clearTimeout(timer)
    timer = platform.setTimeout(() => isSeeking() && callback(), milliseconds)
  }

  /** Never an exit while the user is elsewhere: perhaps in the window. */
  const giveUp = (): void => {
    if (focused()) {
      stage = 'over'
      finish({ status: 'exit', reason: 'closed', certain: false })
    } else {
      stage = 'detached'
      detach()
    }
  }

  const stop = (): void => {
    platform.clearTimeout(pause)
    current.abort()
  }

  /** Under its own code where it is one of ours. */
  const failed = ({ error, error_description }: Fields): void => {
    const code = NAMED.find((name) => name === error) ?? 'oauth_error'
    fail(code, typeof error_description === 'string' ? error_description : '', undefined, { error })
  }

  const tell = ({ events, status, grants, error, error_description }: Answer): void => {
    const counts = {}
    if (Array.isArray(events)) for (const event of events) read(Object(event), counts)
    if (status === 'completed') read({ type: 'alter_connect_success', grants }, counts)
    // A success that could be read has settled the flow.
    if (status === 'completed') fail('invalid_response')
    if (status === 'cancelled') finish({ status: 'exit', reason: status, certain: true })
    if (status === 'failed' || status === 'expired')
      failed({ error: error ?? 'session_expired', error_description })
  }

  const ask = async (seconds: number): Promise<void> => {
    stop()
    if (signal.aborted) return
    current = new AbortController()
    const mine = current.signal
    const asked = platform.Date.now()
    let answer: Answer | undefined
    try {
      const response = await call(session, `result?wait=${seconds}`, { signal: mine })
      const body: Answer = Object(await response.json())
      if (response.ok) answer = body
      // A problem document: the session is unknown, or over. Any other failure may pass.
      if (response.status === 401) failed({ error: body.code, error_description: body.detail })
    } catch {
      // Asked again below.
    }
    if (mine.aborted) return
    failures = answer && platform.Date.now() - asked > 999 ? 0 : failures + 1
    tell(answer ?? { status: failures > MOST_FAILURES && 'expired' })
    if (stage === 'asked' && isLost()) giveUp()
    if (mine.aborted) return
    pause = platform.setTimeout(() => ask(WAIT), Math.min(100 * 2 ** failures, LONGEST_PAUSE))
  }

  const askAgain = (): void => {
    failures = 0
    void ask(0)
  }

  const question = (next: 'asked' | 'grace'): void => {
    if (isSeeking()) {
      stage = next
      wait(grace, giveUp)
    }
    askAgain()
  }

  const closed = (): void => question('asked')

  const back = (): void => {
    if (focused() && stage === 'doubtful') closed()
    else if (focused() && stage === 'detached') question('grace')
    else if (stage !== 'asked') askAgain()
  }

  const see: Partial<Record<Sign, (fields: Fields) => void>> = {
    back,
    failed,
    closed,
    gone() {
      stage = 'doubtful'
      // A window that never took the focus gives none back: where the page has it, the user is here.
      wait(FOCUS_WITHIN, () => (focused() ? question('grace') : giveUp()))
    },
    left() {
      question('grace')
      // What was connected before the user left is theirs: the vault ends the session with it.
      void call(session, 'cancel', { keepalive: true }).then(closed, closed)
    },
  }

  signal.addEventListener('abort', () => {
    stop()
    platform.clearTimeout(timer)
  })
  // One page of all goes on with a session.
  platform.navigator.locks
    ?.request(
      `alter:${session.id}`,
      { signal },
      () => new Promise((end) => signal.addEventListener('abort', end)),
    )
    .catch(() => {})
  void ask(WAIT)
  return (sign, fields = {}) => {
    if (!signal.aborted) see[sign]?.(fields)
  }
}
