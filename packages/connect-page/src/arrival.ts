import type { Landing } from '@alter/protocol'
import type { State } from './state.ts'
import { isFields } from './parse.ts'
import type { Platform } from './platform.ts'

/** What the history entry keeps, so that the page can go on after Back or Reload. It contains no secret. */
export interface Bookmark {
  session: string
}

/**
 * Reads how the user came to the page, and clears the fragment, so that no token stays in an address, in the history or
 * in a Referer.
 */
export function arrive(platform: Platform): State {
  const fragment = new URLSearchParams(platform.fragment.replace(/^#/, ''))
  const token = fragment.get('session')
  const outcome = fragment.get('outcome')
  const bookmark = readBookmark(platform.remembered)
  const session = outcome ?? bookmark?.session

  if (token !== null) {
    platform.remember(null)
    const landing = landingOf(platform, fragment.get('v'))
    return {
      status: 'starting',
      arrival: 'link',
      ticket: { token, ...(landing !== undefined && { landing }) },
    }
  }
  if (session === undefined) return { status: 'stuck', trouble: { code: 'no_session' } }
  return { status: 'starting', arrival: outcome === null ? 'return' : 'outcome', ticket: { session } }
}

/**
 * `@alter/connect` says that it gave the page its own tab. The published client does not, but a window that was opened
 * for the page has no earlier history entry.
 */
function landingOf(platform: Platform, v: string | null): Landing | undefined {
  if (v === '1') return 'session'
  return platform.opener() === null && platform.entries > 1 ? 'result' : undefined
}

function readBookmark(value: unknown): Bookmark | undefined {
  return isFields(value) && typeof value['session'] === 'string' ? { session: value['session'] } : undefined
}
