import type { Flow } from './flow.ts'
import { move } from './move.ts'
import type { Popup } from './platform.ts'
import { openWindow } from './popup.ts'
import { keep } from './record.ts'
import type { FlowSession } from './session.ts'
import { look } from './sight.ts'

/** Shows the Connect page in the window; without one, this page goes there itself. */
export function show(flow: Flow, session: FlowSession, window: Popup | null | undefined): void {
  flow.window = window
  flow.away = true
  flow.focusLost = false
  const url = session.page + '#session=' + session.token
  if (window) window.location.replace(url)
  else {
    // Firefox may lose what a page keeps only while it goes.
    keep(flow)
    flow.platform.location.assign(url + '&v=1')
  }
  look(flow)
  move(flow, { status: 'waiting' })
}

/** Brings the window to the front, or opens a fresh one for the session: call it in the click. */
export function attend(flow: Flow): void {
  const { session, window } = flow
  const fresh = window
    ? window.focus() || null
    : session && openWindow(flow.platform, { mode: flow.options.mode })
  if (session && fresh !== null) show(flow, session, fresh)
}
