import type { Beginning } from './calls.ts'
import type { Flow } from './flow.ts'
import type { ConnectOptions } from './options.ts'
import type { Platform, Popup } from './platform.ts'
import type { record } from './record.ts'
import type { Sign } from './seek.ts'
import type { Widget } from './widget.ts'

/** How long a page that is just going away may keep its lock, in milliseconds. */
const LOCK_WITHIN = 1000
/** Life of a session and of a callback after it, in milliseconds: what is older is nobody's any more. */
const LIFE = 20 * 60_000

/** What the part that is loaded later uses of this one. */
interface Tools {
  record: typeof record
  begin: (widget: Widget, options: ConnectOptions, beginning: Beginning) => Flow | undefined
  seek: (flow: Flow, sign: Sign) => void
}

/**
 * Goes on with the flow that an earlier page of this tab left behind: it went to the Connect page itself, or it was
 * reloaded while its popup was open. The URL is no more than a sign of it, and is left as it was before.
 */
export async function resume(widget: Widget, { record, begin, seek }: Tools): Promise<void> {
  const { platform } = widget
  const left = record(platform) || '[]'
  record(platform, '')
  const [session, target, told, isOver, at] = JSON.parse(left)
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
    const options = { ...target, token: { session_token: token, connect_url: page } }
    // Unless the user has begun another flow meanwhile.
    if (!widget.current) flow = begin(widget, options, { window, told, life })
  } catch {
    // Destroyed meanwhile, as in React's Strict Mode: the next widget goes on.
    record(platform, left)
  }
  if (!flow) return life.abort()
  const back = flow
  // Messages of a window that this page did not open prove nothing, but the vault knows.
  platform.addEventListener(
    'message',
    (message) => {
      if (message.origin === origin && Object(message.data).session === id) seek(back, 'back')
    },
    { signal },
  )
  platform.setTimeout(() => seek(back, 'slow'), 0)
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
