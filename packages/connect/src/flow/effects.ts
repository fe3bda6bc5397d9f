import { ConnectError, sessionFailed } from '../errors.ts'
import type { Listener } from '../events.ts'
import type { ConnectOptions, GetSession } from '../options.ts'
import type { Popup } from '../platform/browser.ts'
import { placeOf, save } from '../platform/tab-storage.ts'
import type { VaultSession } from '../platform/vault-session.ts'
import { openWindow, type Opened } from '../platform/window.ts'
import { createReport, type Shared } from './report.ts'
import type { Command, Happening, State } from './state.ts'
import { createWindowClock, type WindowClock } from './window-clock.ts'

/** The file that loads later. */
export type WithSession = typeof import('./with-session.ts')

/** The part that loads later, and no other. */
export const LATER = {
  /** All of a flow that has its session. It loads in the click, while the session is minted. */
  withSession: (): Promise<WithSession> => twice(() => import('./with-session.ts')),
}

/** A file can be out of reach for a moment. */
function twice<Module>(load: () => Promise<Module>): Promise<Module> {
  return load()
    .catch(load)
    .catch((cause: unknown) => {
      const message = 'A file of the widget could not be loaded: reload the page'
      throw new ConnectError('session_failed', message, { cause })
    })
}

/** What a flow starts with. */
export interface Given {
  options: ConnectOptions
  getSession?: GetSession
  /** Of a flow that an earlier page began. */
  session?: VaultSession
  /** Where it is loaded already, as for a flow that an earlier page began. */
  later?: WithSession
  /** Aborted when the flow can bring nothing more. */
  life: AbortController
}

/** What a flow has in hand. */
export interface Held {
  /** Missing where this page itself shows the Connect page, and where the window is out of sight. */
  window: Popup | undefined
  /** Missing until it is minted. */
  session: VaultSession | undefined
}

/** What a flow can do before it has a session, and at its end. */
export interface Effects {
  commands: Record<Exclude<Command, 'consult'>, (state: State) => unknown>
  held: Held
  step: (name: string, provider?: string) => void
  /** Shows the Connect page in a fresh window, or in place of this page. */
  open: (opened: Opened) => void
  /** Checks the window now, and not only with the next turn of the clock. */
  checkWindow: () => void
  /** By which the window is checked. */
  clock: WindowClock
  /** Lets go of the window, which the next flow may have. */
  takeWindow: () => Popup | undefined
  /** Ends the flow with what went wrong. */
  fail: (cause: unknown) => void
}

/** What the machine can ask of the browser and the app in the click, for one flow. */
export function createEffects(
  shared: Shared,
  { options, getSession, session, life }: Given,
  callers: Set<Listener>,
  send: (event: Happening) => void,
): Effects {
  const { platform } = shared
  const report = createReport(shared, options, callers)
  const held: Held = { window: undefined, session }

  function checkWindow(): void {
    send({ type: 'windowChecked', isClosed: !!held.window?.closed })
  }

  const clock = createWindowClock(platform, checkWindow, send)
  life.signal.addEventListener('abort', clock.stop)

  function takeWindow(): Popup | undefined {
    const { window } = held
    held.window = undefined
    return window
  }

  function fail(cause: unknown): void {
    send({ type: 'failed', error: cause instanceof ConnectError ? cause : sessionFailed(cause) })
  }

  function open(opened: Opened): void {
    if (opened === 'blocked') {
      const hint = placeOf(platform.self) && 'The sandbox of the frame may lack allow-popups'
      return send({ type: 'blocked', error: new ConnectError('popup_blocked', hint) })
    }
    held.window = opened === 'page' ? undefined : opened
    // Before the rows for a session are there: the user may close the window while they load.
    clock.start()
    send({ type: 'opened', place: held.window ? 'window' : 'page' })
  }

  return {
    commands: {
      mint: () =>
        getSession?.(life.signal, held.window ? undefined : platform.location.href)
          .then((minted) => {
            held.session = minted
            checkWindow()
            return send({ type: 'minted' })
          })
          .catch(fail),
      focusWindow() {
        if (held.window && !held.window.closed) held.window.focus()
        else if (held.session) open(openWindow(platform, { mode: options.mode }))
      },
      release() {
        save(platform, '')
        takeWindow()?.close()
        life.abort()
      },
      show: (state) => report.show(state, held.session?.id),
      notify: (state) => 'outcome' in state && report.outcome(state.outcome),
    },
    held,
    step: (name, provider) => report.step(name, held.session?.id, provider),
    open,
    checkWindow,
    clock,
    takeWindow,
    fail,
  }
}
