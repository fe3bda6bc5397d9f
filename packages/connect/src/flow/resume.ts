import type { Platform } from '../platform/browser.ts'
import { claimSession } from '../platform/session-lock.ts'
import { load, save, type Saved } from '../platform/tab-storage.ts'
import type { Given } from './effects.ts'
import { createSessionPart } from './session-part.ts'
import type { Happening } from './state.ts'

/** How long a page that is just going away may keep its lock, in milliseconds. */
const LOCK_WITHIN = 1000
/** Life of a session and of a callback after it, in milliseconds: what is older is nobody's any more. */
const LIFE = 20 * 60_000

/** A flow, as far as it is known here. */
interface Resumed {
  send: (event: Happening) => void
}

/** A widget that may go on with a flow. */
export interface Resuming {
  platform: Platform
  /** Aborted when the widget is destroyed. */
  life: AbortController
  running: () => Resumed | undefined
  begin: (given: Given, create: typeof createSessionPart) => Resumed
}

/** Goes on with the flow that an earlier page of this tab left behind. */
export async function resume({ platform, life: { signal }, running, begin }: Resuming): Promise<void> {
  const stored = load(platform)
  // Another widget was first, or this one was destroyed meanwhile, as React's Strict Mode does: the next one goes on.
  if (!stored || signal.aborted) return
  save(platform, '')
  const life = new AbortController()
  const saved = await claim(platform, stored, life.signal)
  if (saved && !signal.aborted && !running()) {
    const { session, target, grace, steps, inWindow } = saved
    begin({ options: { ...target, grace }, session, life }, createSessionPart).send({
      type: 'resumed',
      state: inWindow ? { status: 'unreachable', wasAway: false, steps } : { status: 'doubtful', steps },
    })
  } else {
    life.abort()
    if (saved && signal.aborted) save(platform, stored)
  }
}

/**
 * Claims the flow of an earlier page, which went to the Connect page itself or was reloaded while its popup was open.
 * The hint that the vault has put into the URL is taken out. It proves nothing: what this tab has stored, and the lock,
 * decide.
 * @param stored What the earlier page saved.
 * @param signal Gives the flow back.
 * @returns nothing where the flow is too old, or where another page goes on with it
 */
async function claim(platform: Platform, stored: string, signal: AbortSignal): Promise<Saved | undefined> {
  const saved: Saved = JSON.parse(stored)
  if (platform.Date.now() - saved.at > LIFE) return undefined
  cleanUrl(platform, `alter_connect_session=${saved.session.id}`)
  const patience = new AbortController()
  const timer = platform.setTimeout(() => patience.abort(), LOCK_WITHIN)
  const isClaimed = await claimSession(platform, saved.session.id, signal, patience.signal)
  platform.clearTimeout(timer)
  return isClaimed ? saved : undefined
}

function cleanUrl({ location: { href }, history }: Platform, hint: string): void {
  const url = href.replace(`?${hint}&`, '?').replace(RegExp(`[?&]${hint}`), '')
  if (url !== href) history.replaceState(history.state, '', url)
}
