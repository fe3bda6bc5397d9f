import type { Flow } from './flow.ts'
import type { Frame, Platform } from './platform.ts'

/**
 * The way from the top of the tab to a page: empty there, and `.1.0` in the first frame of the second one. Windows do
 * not count the frames in shadow trees: those of one page share the place `.-1`.
 */
export function placeOf(page: Frame): string {
  const { parent } = page
  return parent === page ? '' : placeOf(parent) + '.' + [page].indexOf.call(parent, page)
}

/**
 * What a page at this place in the tab has left for the next one; `undefined` where nothing can be kept, and on a
 * server. All pages of an origin in one tab share its memory, but only one at a time is at the top, or at the place of
 * a frame: that binds. The address does not, for a full-page flow comes back to one that the app chose.
 * @param left is kept from now on; empty, nothing is
 */
export function record(platform: Platform, left?: string): string | null | undefined {
  try {
    const { sessionStorage } = platform
    const key = 'alter_connect' + placeOf(platform.self)
    if (left !== undefined) sessionStorage?.setItem(key, left)
    return sessionStorage?.getItem(key)
  } catch {}
  return undefined
}

/** Keeps what the next page at this place must know. */
export function keep(flow: Flow): void {
  const { provider, grantId } = flow.options
  const now = flow.platform.Date.now()
  record(flow.platform, JSON.stringify([flow.session, { provider, grantId }, flow.told, !flow.window, now]))
}
