import { arrive, type Bookmark } from './arrival.ts'
import { effect } from './effects.ts'
import { transition } from './machine.ts'
import type { Event, State } from './state.ts'
import { isWelcome } from './opener.ts'
import { applyBrand } from './brand.ts'
import { loadTexts } from './language.ts'
import { en } from '@alter/connect/languages/en/window'
import { nothing, type Cleanup, type Platform } from './platform.ts'
import { vaultClient } from './vault.ts'
import { createView } from './view.ts'

/** Runs the page; the returned function ends it. */
export function runPage(platform: Platform): Cleanup {
  const vault = vaultClient(platform)
  const { languages } = platform
  const ofBrowser = loadTexts(languages, platform)
  let asked = 0
  let spoken = 0

  /** Speaks the language, or the browser's when it does not load, or else English. */
  async function speak(locale?: string): Promise<void> {
    const turn = ++asked
    const wanted = locale === undefined ? languages : [locale, ...languages]
    const texts = (await loadTexts(wanted, platform)) ?? (await ofBrowser) ?? en
    // A language that was asked for later is there already.
    if (turn < spoken) return
    spoken = turn
    view.speak(texts)
  }

  let state: State = arrive(platform)
  let leave: Cleanup = nothing
  let stopExpiry: Cleanup = nothing
  let hasEnded = false

  function send(event: Event): void {
    if (event.type === 'session') {
      const { session_id, expires_in, app } = event.session
      applyBrand(document.documentElement, app.brand ?? {})
      platform.remember({ session: session_id } satisfies Bookmark)
      stopExpiry()
      stopExpiry = platform.after(Math.max(1, expires_in) * 1000, () => send({ type: 'stale' }))
    }
    const next = transition(state, event)
    if (next === state) return
    const moved = next.status !== state.status
    state = next
    view.show(state)
    if (moved) enter()
  }

  /** Whether *Try again* leads back to a state, or did: then a late answer to the earlier attempt counts as well. */
  function isStillWanted(earlier: State): boolean {
    return !hasEnded && (state === earlier || (state.status === 'stuck' && state.again === earlier))
  }

  function enter(): void {
    leave()
    let left = false
    const entered = state
    function counts(): boolean {
      return !left || isStillWanted(entered)
    }
    const stop = effect(entered, {
      platform,
      vault,
      speak,
      counts,
      send: (event) => {
        if (left && (event.type === 'refused' || !counts())) return
        if (left) state = entered
        send(event)
      },
    })
    leave = () => {
      left = true
      stop()
    }
  }

  const view = createView({ send, close: () => platform.close() })
  const stopMessages = platform.onMessage((message) => {
    const session = 'visit' in state ? state.visit?.session : undefined
    if (session !== undefined && isWelcome(message, session, platform.opener())) send({ type: 'welcomed' })
  })
  const stopRestored = platform.onRestored(() => send({ type: 'stale' }))
  // The opener has a new session for this window. Its token is in the address, and only a load reads that.
  const stopFragment = platform.onFragment(() => platform.reload())

  void speak()
  view.show(state)
  enter()

  return () => {
    hasEnded = true
    leave()
    stopExpiry()
    stopMessages()
    stopRestored()
    stopFragment()
  }
}
