import type { Run } from './connect.ts'
import { ConnectError } from './errors.ts'
import type { Call, Fail, Seek, Sign } from './vault.ts'
import { isConnections, isStep, type Fields, type Step } from './message.ts'
import type { Move, Outcome } from './machine.ts'
import type { GetSession, OpenOptions } from './options.ts'
import { memory, openWindow, RECORD, type Platform, type PlatformEvent, type Popup } from './platform.ts'
import type { FlowSession } from './session.ts'

export interface Flow {
  start(): void
  seek: (sign: Sign) => void
  /** Notices a window that was closed since the last look. */
  look(): void
  /** Brings the window to the front, or opens a fresh one for the session: call it in the click. */
  attend(): void
  /** Ends the flow from outside, at the vault too; its window, if in reach, is left to the caller. */
  end(): Popup | undefined
}

/**
 * One flow, top to bottom: with the window open, get the token, navigate, listen, settle once. It lives until the
 * run's `life` is aborted.
 */
export function createFlow(
  platform: Platform,
  { grace = 2000, mode }: OpenOptions,
  getSession: GetSession,
  popup: Popup | undefined,
  run: Run,
  move: (run: Run, move: Move) => void,
  tellStep: (run: Run, step: Step) => void,
  settle: (run: Run, outcome: Outcome) => void,
): Flow {
  /** Pause between two looks at the window, in milliseconds: an exit is told within 300. */
  const LOOK_EVERY = 200
  /** After so many looks, 10 seconds, the vault is asked beside the window's messages. */
  const LOOKS = 50
  const { target, told, life } = run
  const { signal } = life
  /** None while it is out of sight: the vault will tell. */
  let window = popup
  /** Loading, or at the provider: there, closed may be a cut. Our page never cuts itself off, so closed means closed. */
  let away = false
  let focusLost = false
  let looks = 0
  let arriving: Promise<FlowSession> | undefined
  let seeking: Promise<Seek> | undefined
  let timer: number | undefined

  const storage = memory(platform)

  const focused = (): boolean => platform.document.hasFocus()

  const call: Call = ({ page, token }, path, init) =>
    platform.fetch(`${page}/session/${path}`, { method: 'POST', body: token, ...init })

  const leave = (): Popup | undefined => {
    storage?.removeItem(RECORD)
    const within = window
    window = undefined
    platform.clearInterval(timer)
    return within
  }

  const finish = (outcome: Outcome): void => {
    // A token may fail, or an answer come, after the flow was ended.
    if (signal.aborted) return
    leave()?.close()
    settle(run, outcome)
  }

  const fail: Fail = (...about) => finish({ status: 'error', error: new ConnectError(...about) })

  /** Each step is told once, whether the page or the vault tells it first. */
  const read = (fields: Fields, counts: Record<string, number>): void => {
    if (isStep(fields)) {
      const { event } = fields
      const count = (counts[event] = (counts[event] ?? 0) + 1)
      if (count > (told[event] ?? 0)) {
        told[event] = count
        if (event === 'authorization_started') away = true
        if (event === 'authorization_completed') away = false
        tellStep(run, fields)
      }
    }
    const { type, grants, error } = fields
    if (type === 'alter_connect_success' && isConnections(grants)) {
      finish({ status: 'connected', connections: grants })
    }
    if (type === 'alter_connect_error' && error) seek('failed', fields)
  }

  /** Asks the vault: the part of the widget that a flow without trouble does not load. */
  const seek = (sign: Sign, fields?: Fields): void => {
    const { session } = run
    if (!session || signal.aborted) return
    seeking ??= import('./vault.ts').then(({ askVault }) =>
      askVault(platform, session, grace, signal, {
        call,
        read,
        isLost: () => !window,
        detach: () => move(run, { status: 'detached' }),
        finish,
        fail,
      }),
    )
    seeking.then(
      (found) => found(sign, fields),
      (cause) => !window && focused() && fail('session_failed', '', cause),
    )
  }

  const look = (): void => {
    if (!window) return
    if (!window.closed) {
      focusLost ||= !focused()
      if (++looks % LOOKS === 0) seek('slow')
    } else if (away || told['authorization_started']) {
      window = undefined
      seek(!away ? 'left' : focusLost && focused() ? 'closed' : 'gone')
    } else {
      finish({ status: 'exit', reason: 'closed', certain: true })
    }
  }

  /** A hidden page may be gone the next moment: what the next page of this tab must know is kept until it is shown. */
  const keep = (): void => {
    const record = [run.session, target, told, !window, platform.Date.now()]
    storage?.setItem(RECORD, JSON.stringify(record))
  }

  const onPresence = ({ type }: PlatformEvent): void => {
    // Nothing begins in a page that goes: should it come back, what it was loading may never arrive.
    if (type === 'pagehide' || platform.document.hidden) return keep()
    storage?.removeItem(RECORD)
    look()
    seek('back')
  }

  /** Without a window, this page goes there itself. */
  const show = ({ page, token }: FlowSession, fresh: Popup | undefined): void => {
    window = fresh
    away = true
    focusLost = false
    const url = `${page}#session=${token}`
    if (fresh) fresh.location.replace(url)
    else {
      // Firefox may lose what a page keeps only while it goes.
      keep()
      platform.location.assign(`${url}&v=1`)
    }
    look()
    move(run, { status: 'waiting' })
  }

  const begin = (session: FlowSession): void => {
    if (signal.aborted) return
    run.session = session
    const { id, origin } = session
    const heard = {}
    platform.addEventListener(
      'message',
      (message) => {
        const fields: Fields = Object(message.data)
        if (message.origin !== origin || message.source !== window || fields.session !== id) return
        if (fields.type === 'alter_connect_hello') {
          away = false
          window?.postMessage({ type: 'alter_connect_welcome', session: id }, origin)
        }
        read(fields, heard)
      },
      { signal },
    )
    show(session, popup)
  }

  return {
    look,
    seek,
    start() {
      for (const type of ['focus', 'visibilitychange', 'online', 'pageshow', 'pagehide']) {
        platform.addEventListener(type, onPresence, { signal })
      }
      timer = platform.setInterval(look, LOOK_EVERY)
      read({ event: 'connect_opened' }, {})
      if (signal.aborted) return
      arriving = getSession(signal, window ? undefined : platform.location.href)
      arriving.then(begin).catch((cause) => {
        if (cause instanceof ConnectError) finish({ status: 'error', error: cause })
        else fail('session_failed', '', cause)
      })
    },
    attend() {
      const { session } = run
      const fresh = window ? window.focus() || null : session && openWindow(platform, mode)
      if (session && fresh !== null) show(session, fresh)
    },
    end() {
      void arriving?.then((session) => call(session, 'cancel', { keepalive: true })).catch(() => {})
      life.abort()
      return leave()
    },
  }
}
