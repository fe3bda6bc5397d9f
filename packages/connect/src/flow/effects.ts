import { ConnectError, sessionFailed } from '../errors.ts'
import type { Listener } from '../events.ts'
import type { ConnectOptions, GetSession } from '../options.ts'
import type { Popup } from '../platform/browser.ts'
import type { VaultSession } from '../platform/vault-session.ts'
import type { Opened } from '../platform/window.ts'
import type { Held } from './held.ts'
import { createReport, type Report, type Shared } from './report.ts'
import type { Command, Happening, State } from './state.ts'
import { createWindowClock, type WindowClock } from './window-clock.ts'

/** What a flow starts with. */
export interface Given {
  options: ConnectOptions
  getSession?: GetSession
  /** Of a flow that an earlier page began. */
  session?: VaultSession
  /** Aborted when the flow can bring nothing more. */
  life: AbortController
}

/** What a flow can do before it has a session, and at its end. */
export interface Effects {
  /** Who waits for the outcome: of each call its callbacks, and its promise. */
  callers: Set<Listener[]>
  commands: Record<Exclude<Command, 'consult'>, (state: State) => unknown>
  held: Held
  step: Report['step']
  /** Shows the Connect page in a fresh window, or in place of this page. */
  open: (opened: Opened) => void
  /** Checks the window now, and not only with the next turn of the clock. */
  checkWindow: () => void
  /** Checks the window. */
  clock: WindowClock
  /** Hands over the window, for the next flow to use. */
  takeWindow: () => Popup | undefined
  /** Ends the flow with what went wrong. */
  fail: (cause: unknown) => void
}

/** What the machine can ask of the browser and the app in the click, for one flow. */
export function createEffects(
  shared: Shared,
  { options, getSession, session, life }: Given,
  send: (event: Happening) => void,
): Effects {
  const { platform } = shared
  const held: Held = { session }
  const callers = new Set<Listener[]>()
  const { step, show, notify } = createReport(shared, options, callers, held)

  function checkWindow(): void {
    send({ type: 'windowChecked', isClosed: !!held.window?.closed })
  }

  const clock = createWindowClock(platform, checkWindow, send)

  function takeWindow(): Popup | undefined {
    const { window } = held
    held.window = undefined
    return window
  }

  function fail(cause: unknown): void {
    send({ type: 'failed', error: cause instanceof ConnectError ? cause : sessionFailed(cause) })
  }

  function open(opened: Opened): void {
    if (opened === 'blocked') return send({ type: 'blocked', error: new ConnectError('popup_blocked') })
    held.window = opened === 'page' ? undefined : opened
    // The user may close the window while the rows for a session load.
    clock.start()
    send({ type: 'opened', place: held.window ? 'window' : 'page' })
  }

  return {
    callers,
    commands: {
      mint: () =>
        getSession?.(life.signal, held.window ? undefined : platform.location.href)
          .then((minted) => {
            held.session = minted
            checkWindow()
            return send({ type: 'minted' })
          })
          .catch(fail),
      focusWindow: () => held.window?.focus(),
      release() {
        clock.stop()
        takeWindow()?.close()
        life.abort()
      },
      show,
      notify,
    },
    held,
    step,
    open,
    checkWindow,
    clock,
    takeWindow,
    fail,
  }
}
