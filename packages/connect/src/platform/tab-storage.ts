import type { Target } from '../outcome.ts'
import type { Frame, Platform } from './browser.ts'
import type { VaultSession } from './vault-session.ts'

/** A flow as one page of a tab leaves it to the next. */
export interface Saved {
  session: VaultSession
  target: Target
  /** The call's own, in milliseconds. */
  grace?: number | undefined
  /** How often each step was reported to the app. */
  steps: Record<string, number>
  /** Whether the Connect page is in a window, and not in place of the app's page. */
  inWindow: boolean
  /** When it was saved; milliseconds since the epoch. */
  at: number
}

/**
 * Where a page is among the frames of its tab: empty at the top, and `.1.0` in the first frame of the second frame. A
 * window does not list the frames in shadow trees, so all of these have the place `.-1`.
 */
export function placeOf(page: Frame): string {
  const { parent } = page
  return parent === page ? '' : placeOf(parent) + '.' + [page].indexOf.call(parent, page)
}

/**
 * All pages of an origin in one tab share its storage, but only one at a time is at a place. The address cannot be the
 * key: a full-page flow may come back to another one.
 */
function keyOf({ self }: Platform): string {
  return 'alter_connect' + placeOf(self)
}

/** What the earlier page at this place saved. Nothing on a server, and where storage is not allowed. */
export function load(platform: Platform): string | null | undefined {
  try {
    return platform.sessionStorage?.getItem(keyOf(platform))
  } catch {}
  return undefined
}

/** Stores what the next page at this place must know; an empty string clears it. */
export function save(platform: Platform, value: string): void {
  try {
    platform.sessionStorage?.setItem(keyOf(platform), value)
  } catch {}
}

/** Whether a flow can be saved: storage may be missing, forbidden or full. Clears what was saved. */
export function isAvailable(platform: Platform): boolean {
  save(platform, '')
  return load(platform) === ''
}
