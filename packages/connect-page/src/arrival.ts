import type { State } from './state.ts'
import { isFields } from './parse.ts'
import type { Platform } from './platform.ts'

/** What the history entry keeps: enough to go on after Back or Reload, and no secret. */
export interface Bookmark {
  session: string
  /** The full-page flow of `@alter/connect`, to be passed on to the vault. */
  v?: 1
}

/** Reads where the page comes from, and clears the fragment: a token stays in no address, history or Referer. */
export function arrive(platform: Platform): { state: State; v?: 1 } {
  const fragment = new URLSearchParams(platform.fragment.replace(/^#/, ''))
  const token = fragment.get('session')
  const outcome = fragment.get('outcome')
  const bookmark = readBookmark(platform.remembered)
  const session = outcome ?? bookmark?.session

  if (token !== null) {
    platform.remember(null)
    return {
      state: { status: 'starting', arrival: 'link', ticket: { token } },
      ...version(fragment.get('v') === '1'),
    }
  }
  if (session === undefined) return { state: { status: 'stuck', trouble: { code: 'no_session' } } }
  return {
    state: { status: 'starting', arrival: outcome === null ? 'return' : 'outcome', ticket: { session } },
    ...version(bookmark?.v === 1),
  }
}

function version(isOurs: boolean): { v?: 1 } {
  return isOurs ? { v: 1 } : {}
}

function readBookmark(value: unknown): Bookmark | undefined {
  return isFields(value) && typeof value['session'] === 'string'
    ? { session: value['session'], ...version(value['v'] === 1) }
    : undefined
}
