import { notify } from '../events.ts'
import { targetOf } from '../outcome.ts'
import { readAnswer, type Answer } from '../platform/answer.ts'
import type { PlatformEvent } from '../platform/browser.ts'
import { onPageMessage } from '../platform/page-messages.ts'
import { save, type Saved } from '../platform/tab-storage.ts'
import { callVault } from '../platform/vault-call.ts'
import { openWindow } from '../platform/window.ts'
import type { Effects, Given } from './effects.ts'
import { createLostEffects, graceOf } from './lost-effects.ts'
import type { Shared } from './report.ts'
import type { Happening, LostCommand, SessionCommand, State } from './state.ts'

/** What the machine can ask of the browser, the vault and the app, for one flow that has or gets a session. */
export function createSessionEffects(
  { platform, subscribers }: Shared,
  { options, life }: Pick<Given, 'options' | 'life'>,
  { held, clock, checkWindow, takeWindow, open }: Omit<Effects, 'commands'>,
  send: (event: Happening) => void,
): Record<SessionCommand | LostCommand, (state: State) => unknown> {
  async function askVault(path: string, init: RequestInit): Promise<Answer | undefined> {
    return held.session && callVault(platform, held.session, path, init)
  }

  function receive(answer: Answer): void {
    readAnswer(answer, send)
  }

  function onPresence({ type }: PlatformEvent): void {
    // A page that goes asks nothing: if it comes back, the answer may never arrive.
    if (type === 'pagehide' || platform.document.hidden) return send({ type: 'hidden' })
    save(platform, '')
    checkWindow()
    send({ type: 'returned' })
  }

  life.signal.addEventListener('abort', () => save(platform, ''))

  return {
    watch() {
      for (const type of ['focus', 'visibilitychange', 'online', 'pageshow', 'pagehide']) {
        platform.addEventListener(type, onPresence, life)
      }
      clock.start()
    },
    listen() {
      if (held.session) onPageMessage(platform, held.session, () => held.window, life, send)
    },
    navigate() {
      if (!held.session) return
      const url = held.session.page + '#session=' + held.session.token
      if (held.window) held.window.location.replace(url)
      else platform.location.assign(url + '&v=1')
    },
    reopenWindow() {
      if (held.window && !held.window.closed) held.window.focus()
      else open(openWindow(platform, { mode: options.mode }))
    },
    forgetWindow() {
      takeWindow()
      clock.stop()
    },
    save(state) {
      if (!held.session || !('steps' in state)) return
      const saved: Saved = {
        session: held.session,
        target: targetOf(options),
        grace: graceOf(options),
        steps: state.steps,
        inWindow: 'wasAway' in state,
        at: platform.Date.now(),
      }
      save(platform, JSON.stringify(saved))
    },
    /** Also while the page goes. Without an answer the session ends by itself. */
    async cancelSession() {
      receive((await askVault('cancel', { keepalive: true })) ?? {})
    },
    notifyLate(state) {
      if (!('outcome' in state) || state.outcome.status !== 'connected') return
      notify(platform, subscribers, 'success', state.outcome.connections, { late: true })
    },
    ...createLostEffects({ platform, options, held, signal: life.signal, askVault, receive, send }),
  }
}
