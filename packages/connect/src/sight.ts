import type { Flow } from './flow.ts'
import type { PlatformEvent } from './platform.ts'
import { keep, record } from './record.ts'
import { seek } from './seek.ts'
import { finish } from './settle.ts'

/** Pause between two looks at the window, in milliseconds: an exit is told within 300. */
const LOOK_EVERY = 200
/** After so many looks, 10 seconds, the vault is asked beside the window's messages. */
const LOOKS = 50

/** Notices a window that was closed since the last look. */
export function look(flow: Flow): void {
  if (!flow.window) return
  const focused = flow.platform.document.hasFocus()
  if (!flow.window.closed) flow.focusLost ||= !focused
  else if (flow.away || flow.told['authorization_started']) {
    flow.window = undefined
    seek(flow, !flow.away ? 'left' : flow.focusLost && focused ? 'closed' : 'gone')
  } else {
    finish(flow, { status: 'exit', reason: 'closed', certain: true })
  }
}

/** Looks at the window, and notices the user's coming and going. */
export function watch(flow: Flow): void {
  const { platform, life } = flow
  const onPresence = ({ type }: PlatformEvent): void => {
    // A hidden page may be gone the next moment: the record is there until it is shown. Nothing begins in a page that
    // goes: should it come back, what it was loading may never arrive.
    if (type === 'pagehide' || platform.document.hidden) return keep(flow)
    record(platform, '')
    look(flow)
    seek(flow, 'back')
  }
  for (const type of ['focus', 'visibilitychange', 'online', 'pageshow', 'pagehide']) {
    platform.addEventListener(type, onPresence, life)
  }
  let looks = 0
  flow.timer = platform.setInterval(() => {
    look(flow)
    if (flow.window && ++looks % LOOKS === 0) seek(flow, 'slow')
  }, LOOK_EVERY)
}
