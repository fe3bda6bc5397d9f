import type { Start } from './connect.ts'
import type { Flow } from './flow.ts'
import type { OpenOptions } from './options.ts'
import type { Platform, Popup } from './platform.ts'

/** How long a page that is just going away may keep its lock, in milliseconds. */
const LOCK_WITHIN = 1000
/** Life of a session and of a callback after it, in milliseconds: what is older is nobody's any more. */
const LIFE = 20 * 60_000

/** Starts a flow in the middle. */
export type GoOn = (options: OpenOptions, start: Start) => Flow | undefined

/**
 * Goes on with the flow that an earlier page of this tab left behind: it went to the Connect page itself, or it was
 * reloaded while its popup was open. The URL is no more than a sign of it, and is left as it was before.
 */
export async function resume(platform: Platform, key: string, goOn: GoOn): Promise<void> {
  const record = platform.sessionStorage?.getItem(key)
  platform.sessionStorage?.removeItem(key)
  const [session, target, told, isOver, at] = JSON.parse(record ?? '[]')
  if (!session || platform.Date.now() - at > LIFE) return
  const { id, token, page, origin } = session
  cleanUrl(platform, `alter_connect_session=${id}`)

  const life = new AbortController()
  const { signal } = life
  if (!(await lock(platform, `alter:${id}`, signal))) return

  let wasAway = false
  /** Stands in for a window that is out of reach: it counts as closed once the user has been away and is back. */
  const window: Popup = {
    get closed() {
      const here = platform.document.hasFocus()
      wasAway ||= !here
      return isOver || (wasAway && here)
    },
    location: { replace() {} },
    close() {},
    focus: () => platform.open('', '', 'width=500,height=700'),
    postMessage() {},
  }
  let flow: Flow | undefined
  try {
    flow = goOn({ ...target, token: { session_token: token, connect_url: page } }, { window, told, life })
  } catch {
    // Destroyed meanwhile, as in React's Strict Mode: the next widget goes on.
    platform.sessionStorage?.setItem(key, record ?? '')
  }
  if (!flow) return life.abort()
  const { seek } = flow
  // Messages of a window that this page did not open prove nothing, but the vault knows.
  platform.addEventListener(
    'message',
    (message) => {
      if (message.origin === origin && Object(message.data).session === id) seek('back')
    },
    { signal },
  )
  platform.setTimeout(() => seek('slow'), 0)
}

function cleanUrl({ location: { href }, history }: Platform, hint: string): void {
  const url = href.replace(`?${hint}&`, '?').replace(`?${hint}`, '').replace(`&${hint}`, '')
  if (url !== href) history.replaceState(history.state, '', url)
}

/** Of all pages that know the session, a duplicated tab among them, one goes on. */
function lock(platform: Platform, name: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const { locks } = platform.navigator
    if (!locks) return resolve(true)
    const patience = new AbortController()
    const timer = platform.setTimeout(() => patience.abort(), LOCK_WITHIN)
    const hold = (): Promise<unknown> => {
      platform.clearTimeout(timer)
      resolve(true)
      return new Promise((release) => signal.addEventListener('abort', release))
    }
    locks.request(name, { signal: patience.signal }, hold).catch(() => resolve(false))
  })
}
