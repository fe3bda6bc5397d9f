import { ConnectError } from '../errors.ts'
import { notify, type ConnectEvents, type Listener } from '../events.ts'
import type { ConnectOptions, GetSession } from '../options.ts'
import type { Platform, PlatformEvent, Popup } from '../platform/browser.ts'
import { onPageMessage, readStep } from '../platform/page-messages.ts'
import { save, type Saved } from '../platform/tab-storage.ts'
import {
  askSession,
  cancelSession,
  outcomeOf,
  type Answer,
  type VaultSession,
} from '../platform/vault-session.ts'
import { openWindow } from '../platform/window.ts'
import { transition } from './machine.ts'
import type { Search } from './lost-effects.ts'
import {
  isRunning,
  type Command,
  type FlowEvent,
  type Happening,
  type LostCommand,
  type Next,
  type State,
} from './state.ts'

/** Pause between two looks at the window, in milliseconds: an exit is reported within 300. */
const CHECK_EVERY = 200
/** After so many looks, 10 seconds, the vault is asked beside the window's messages. */
const SLOW_AFTER = 50
/** States that are reported as steps, too. */
const REPORTED = new Set<string>(['blocked', 'detached', 'exit', 'error'])

type LostWindow = typeof import('./lost-effects.ts')

/** The parts that load later, and no other. */
export const LATER = {
  /** For a window that is out of sight, or a flow that takes long. */
  lostWindow: (): Promise<LostWindow> => twice(() => import('./lost-effects.ts')),
  /** For the flow of an earlier page. */
  resume: (): Promise<typeof import('./resume.ts')> => twice(() => import('./resume.ts')),
}

/** The rows and effects of `lostWindow`, loaded. */
type Lost = Pick<LostWindow, 'consult'> & Record<LostCommand, () => void>

/** A file can be out of reach for a moment. */
function twice<Module>(load: () => Promise<Module>): Promise<Module> {
  return load().catch(load)
}

/** What the flows of one widget share. */
export interface Shared {
  platform: Platform
  subscribers: Set<Listener>
  /** Puts what the flow shows into the store. */
  show: (state: State, options: ConnectOptions) => void
}

/** What a flow starts with. */
export interface Given {
  options: ConnectOptions
  getSession?: GetSession
  window?: Popup | undefined
  /** Of a flow that an earlier page began. */
  session?: VaultSession
  /** Aborted when the flow can bring nothing more. */
  life: AbortController
}

/** A flow from the outside. */
export interface Flow {
  options: ConnectOptions
  /** Who waits for the outcome. */
  callers: Set<Listener>
  life: AbortController
  isRunning: () => boolean
  send: (event: Happening) => void
  /** Checks the window now, and not only with the next turn of the clock. */
  checkWindow: () => void
  /** Lets the next flow have the window. */
  takeWindow: () => Popup | undefined
}

/** The loop of one flow: an event, the machine, the effects, and what comes back of them as events. */
export function createFlow({ platform, subscribers, show }: Shared, given: Given): Flow {
  const { options, getSession, life } = given
  const { provider, grantId } = options
  const callers = new Set<Listener>()
  let { session, window } = given
  let state: State = { status: 'idle' }
  let shown = ''
  let checks = 0
  let interval: number | undefined
  let lost: Lost | undefined
  let loading: Promise<Lost> | undefined

  function stamp(happening: Happening): FlowEvent {
    return {
      ...happening,
      hasFocus: platform.document.hasFocus(),
    }
  }

  function send(happening: Happening): void {
    const event = stamp(happening)
    apply(transition(state, event), event)
  }

  function apply([next, ...effects]: Next, event: FlowEvent): void {
    state = next
    for (const effect of effects) {
      // A handler that was just called has ended the flow: what would follow is over.
      if (isRunning(next) && !isRunning(state)) return
      if (effect === 'consult') consult(event)
      else if (typeof effect === 'string') ({ ...commands, ...lost })[effect]?.()
      else report(effect.step, effect.provider)
    }
  }

  /** Lets the rows for a window out of sight decide: at once, if they are loaded, else in their order. */
  function consult(event: FlowEvent): void {
    if (!session) return
    if (lost) return apply(lost.consult(state, event), event)
    const { id: sessionId } = session
    const { signal } = life
    loading ??= LATER.lostWindow().then((loaded) => {
      const search = { platform, options, sessionId, signal, question, receive, send }
      return (lost = { consult: loaded.consult, ...loaded.createLostEffects(search) })
    })
    loading.then(
      // The window may be another one by now, and the focus elsewhere.
      () => (event.type === 'windowChecked' ? checkWindow() : consult(stamp(event))),
      (cause) => settleWithout(event, cause),
    )
  }

  function notifyAll<Name extends keyof ConnectEvents>(name: Name, ...values: ConnectEvents[Name]): void {
    return notify(platform, [...subscribers, ...callers], name, ...values)
  }

  function report(step: string, at = provider): void {
    return notifyAll('event', step, {
      timestamp: new platform.Date().toISOString(),
      session_id: session?.id,
      provider: at,
    })
  }

  function checkWindow(): void {
    return send({ type: 'windowChecked', isClosed: !!window?.closed })
  }

  function watchWindow(): void {
    platform.clearInterval(interval)
    interval = platform.setInterval(() => {
      checkWindow()
      if (++checks % SLOW_AFTER === 0) send({ type: 'slow' })
    }, CHECK_EVERY)
  }

  function takeWindow(): Popup | undefined {
    const taken = window
    window = undefined
    platform.clearInterval(interval)
    return taken
  }

  function onPresence({ type }: PlatformEvent): void {
    // Nothing is asked by a page that goes: should it come back, what it was loading may never arrive.
    if (type === 'pagehide' || platform.document.hidden) return send({ type: 'hidden' })
    save(platform, '')
    checkWindow()
    send({ type: 'returned' })
  }

  function useSession(minted: VaultSession): void {
    session = minted
    onPageMessage(platform, minted, () => window, life, send)
  }

  const question: Search['question'] = async (seconds, signal) =>
    session && askSession(platform, session, seconds, signal)

  function receive(answer: Answer): void {
    const counts = {}
    if (Array.isArray(answer.events)) {
      for (const event of answer.events) readStep(Object(event), counts, send)
    }
    send({ type: 'answered', outcome: outcomeOf(answer) })
  }

  const commands: Record<Exclude<Command, 'consult'>, () => unknown> = {
    watch() {
      for (const type of ['focus', 'visibilitychange', 'online', 'pageshow', 'pagehide']) {
        platform.addEventListener(type, onPresence, life)
      }
      watchWindow()
    },
    mint: () =>
      getSession?.(life.signal, window ? undefined : platform.location.href)
        .then((minted) => {
          useSession(minted)
          checkWindow()
          return send({ type: 'minted' })
        })
        .catch((cause) => fail(cause)),
    navigate() {
      if (!session) return
      const url = session.page + '#session=' + session.token
      if (window) window.location.replace(url)
      else platform.location.assign(url + '&v=1')
    },
    focusWindow() {
      if (window && !window.closed) return window.focus()
      if (!session) return
      const opened = openWindow(platform, { mode: options.mode })
      if (opened === 'blocked') return
      if (opened !== 'page') window = opened
      watchWindow()
      send({ type: 'reopened', place: opened === 'page' ? opened : 'window' })
    },
    forgetWindow: takeWindow,
    save() {
      if (!session || !('steps' in state)) return
      const saved: Saved = {
        session,
        target: { provider, grantId },
        steps: state.steps,
        inWindow: 'wasAway' in state,
        at: platform.Date.now(),
      }
      save(platform, JSON.stringify(saved))
    },
    cancelSession: () =>
      session && cancelSession(platform, session).then(() => send({ type: 'sessionEnded' })),
    release() {
      save(platform, '')
      takeWindow()?.close()
      life.abort()
    },
    show() {
      const status = 'outcome' in state && state.status !== 'blocked' ? state.outcome.status : state.status
      if (status === shown) return
      shown = status
      show(state, options)
      if (REPORTED.has(status)) report(status)
    },
    notify() {
      if (!('outcome' in state)) return
      const { outcome } = state
      if (outcome.status === 'connected') notifyAll('success', outcome.connections, { late: false })
      else if (outcome.status === 'error') notifyAll('error', outcome.error)
      else notifyAll('exit', outcome)
      notifyAll('close')
    },
    notifyLate() {
      if ('outcome' in state && state.outcome.status === 'connected')
        notify(platform, subscribers, 'success', state.outcome.connections, { late: true })
    },
  }

  function fail(cause: unknown): void {
    return send({
      type: 'failed',
      error: cause instanceof ConnectError ? cause : new ConnectError('session_failed', '', { cause }),
    })
  }

  /** The rows for a lost window are not to be had: once the user is back, the vault ends the session and says how. */
  async function settleWithout({ hasFocus }: FlowEvent, cause: unknown): Promise<void> {
    if (!session || !hasFocus || (window && !window.closed)) return
    await cancelSession(platform, session)
    const answer = await question(0, life.signal)
    if (answer) receive(answer)
    else fail(cause)
  }

  if (session) useSession(session)
  return { options, callers, life, isRunning: () => isRunning(state), send, checkWindow, takeWindow }
}
