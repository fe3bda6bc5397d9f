import { ConnectError, sessionFailed } from '../errors.ts'
import type { Listener } from '../events.ts'
import type { ConnectOptions, GetSession } from '../options.ts'
import { readAnswer, type Answer } from '../platform/answer.ts'
import type { PlatformEvent } from '../platform/browser.ts'
import { onPageMessage } from '../platform/page-messages.ts'
import { placeOf, save, type Saved } from '../platform/tab-storage.ts'
import { callVault, type VaultSession } from '../platform/vault-session.ts'
import { openWindow, type Opened } from '../platform/window.ts'
import { createReport, type Shared } from './report.ts'
import type { Command, Happening, LostCommand, State } from './state.ts'
import { watchWindow, type WindowWatch } from './window-watch.ts'

type LostWindow = typeof import('./lost-effects.ts')

/** The parts that load later, and no other. */
export const LATER = {
  /** For a user who is at the provider, and for a window that is out of sight. */
  lostWindow: (): Promise<LostWindow> => twice(() => import('./lost-effects.ts')),
  /** For the flow of an earlier page. */
  resume: (): Promise<typeof import('./resume.ts')> => twice(() => import('./resume.ts')),
}

/** A file can be out of reach for a moment. */
function twice<Module>(load: () => Promise<Module>): Promise<Module> {
  return load().catch(load)
}

/** What a flow starts with. */
export interface Given {
  options: ConnectOptions
  getSession?: GetSession
  /** Of a flow that an earlier page began. */
  session?: VaultSession
  /** Aborted when the flow can bring nothing more. */
  life: AbortController
}

/** The rows and effects of `lostWindow`, loaded. */
export type Lost = Pick<LostWindow, 'consult'> & Record<LostCommand, () => void>

/** What a flow can do. */
export interface Effects extends Pick<WindowWatch, 'checkWindow' | 'takeWindow'> {
  commands: Record<Exclude<Command, 'consult'>, (state: State) => unknown>
  step: (name: string, provider?: string) => void
  /** Shows the Connect page in a fresh window, or in place of this page. */
  open: (opened: Opened) => void
  loadLost: () => Promise<Lost>
  /** Ends a flow whose window is lost, where the rows for that are not to be had. */
  settleWithout: (cause: unknown) => Promise<void>
}

/** What the machine can ask of the browser, the vault and the app, for one flow. */
export function createEffects(
  shared: Shared,
  { options, getSession, session, life }: Given,
  callers: Set<Listener>,
  send: (event: Happening) => void,
): Effects {
  const { platform } = shared
  const report = createReport(shared, options, callers)
  const watch = watchWindow(platform, send)
  let loading: Promise<Lost> | undefined
  let settling = false

  function useSession(minted: VaultSession): void {
    session = minted
    onPageMessage(platform, minted, () => watch.window, life, send)
  }

  async function askVault(path: string, init: RequestInit): Promise<Answer | undefined> {
    return session && callVault(platform, session, path, init)
  }

  function receive(answer: Answer): void {
    readAnswer(answer, send)
  }

  /** Also while the page goes. Without an answer the session ends by itself. */
  async function cancelSession(): Promise<void> {
    receive((await askVault('cancel', { keepalive: true })) ?? {})
  }

  function fail(cause: unknown): void {
    send({ type: 'failed', error: cause instanceof ConnectError ? cause : sessionFailed(cause) })
  }

  function open(opened: Opened): void {
    if (opened === 'blocked') {
      const hint = placeOf(platform.self) && 'The sandbox of the frame may lack allow-popups'
      return send({ type: 'blocked', error: new ConnectError('popup_blocked', hint) })
    }
    watch.window = opened === 'page' ? undefined : opened
    send({ type: 'opened', place: watch.window ? 'window' : 'page' })
  }

  function onPresence({ type }: PlatformEvent): void {
    // Nothing is asked by a page that goes: should it come back, what it was loading may never arrive.
    if (type === 'pagehide' || platform.document.hidden) return send({ type: 'hidden' })
    save(platform, '')
    watch.checkWindow()
    send({ type: 'returned' })
  }

  const commands: Effects['commands'] = {
    watch() {
      for (const type of ['focus', 'visibilitychange', 'online', 'pageshow', 'pagehide']) {
        platform.addEventListener(type, onPresence, life)
      }
      watch.startClock()
    },
    mint: () =>
      getSession?.(life.signal, watch.window ? undefined : platform.location.href)
        .then((minted) => {
          useSession(minted)
          watch.checkWindow()
          return send({ type: 'minted' })
        })
        .catch(fail),
    navigate() {
      if (!session) return
      const url = session.page + '#session=' + session.token
      if (watch.window) watch.window.location.replace(url)
      else platform.location.assign(url + '&v=1')
    },
    focusWindow() {
      if (watch.window && !watch.window.closed) watch.window.focus()
      else if (session) open(openWindow(platform, { mode: options.mode }))
    },
    forgetWindow: watch.takeWindow,
    save(state) {
      if (!session || !('steps' in state)) return
      const { provider, grantId, agent, grace } = options
      const saved: Saved = {
        session,
        target: { provider, grantId, agent },
        grace,
        steps: state.steps,
        inWindow: 'wasAway' in state,
        at: platform.Date.now(),
      }
      save(platform, JSON.stringify(saved))
    },
    cancelSession,
    release() {
      save(platform, '')
      watch.takeWindow()?.close()
      life.abort()
    },
    show: (state) => report.show(state, session?.id),
    notify: (state) => 'outcome' in state && report.outcome(state.outcome),
    notifyLate: (state) => 'outcome' in state && report.lateSuccess(state.outcome),
  }

  if (session) useSession(session)
  return {
    commands,
    step: (name, provider) => report.step(name, session?.id, provider),
    open,
    checkWindow: watch.checkWindow,
    takeWindow: watch.takeWindow,
    loadLost: () =>
      (loading ??= LATER.lostWindow().then(({ consult, createLostEffects }) => ({
        consult,
        ...createLostEffects({
          platform,
          options,
          sessionId: session?.id,
          signal: life.signal,
          askVault,
          receive,
          send,
        }),
      }))),
    async settleWithout(cause) {
      if (settling || (watch.window && !watch.window.closed)) return
      settling = true
      await cancelSession()
      // Ignored where the vault's answer has settled the flow.
      fail(cause)
    },
  }
}
