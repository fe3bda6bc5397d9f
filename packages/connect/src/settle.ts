import { ConnectError } from './errors.ts'
import type { Flow } from './flow.ts'
import type { Outcome } from './machine.ts'
import { move } from './move.ts'
import { record } from './record.ts'
import { tell } from './tell.ts'

/** Closes the window and tells the outcome: to all, or where one was told before, a late success to the subscribers. */
export function settle(flow: Flow, outcome: Outcome): void {
  const { widget } = flow
  record(flow.platform, '')
  flow.platform.clearInterval(flow.timer)
  flow.window?.close()
  flow.window = undefined
  if (widget.current === flow) {
    widget.current = undefined
    move(flow, outcome)
    if (outcome.status === 'connected') tell(flow, 'success', outcome.connections, { late: false })
    else if (outcome.status === 'error') tell(flow, 'error', outcome.error)
    else tell(flow, 'exit', outcome)
    tell(widget, 'close')
  } else if (outcome.status === 'connected') {
    tell(widget, 'success', outcome.connections, { late: true })
  }
  // After an uncertain exit the vault is still asked.
  if (outcome.status !== 'exit' || outcome.certain) flow.life.abort()
}

/** Ends the flow from inside. */
export function finish(flow: Flow, outcome: Outcome): void {
  // A token may fail, or an answer come, after the flow was ended.
  if (!flow.life.signal.aborted) settle(flow, outcome)
}

/** Ends the flow with what was thrown. */
export function fail(flow: Flow, cause: unknown): void {
  finish(flow, {
    status: 'error',
    error: cause instanceof ConnectError ? cause : new ConnectError('session_failed', '', { cause }),
  })
}

/** Ends the flow from outside, at the vault too. */
export function stop(flow: Flow, outcome: Outcome): void {
  flow.life.abort()
  void cancel(flow)
  settle(flow, outcome)
}

/** Calls the vault for the session; nothing without one. */
export function call(flow: Flow, path: string, init: RequestInit): Promise<Response> | undefined {
  const { session } = flow
  return (
    session &&
    flow.platform.fetch(session.page + '/session/' + path, { method: 'POST', body: session.token, ...init })
  )
}

/** Ends the session of a flow that is over, even while the page goes; left alone, it ends by itself. */
export function cancel(flow: Flow): Promise<unknown> | undefined {
  return call(flow, 'cancel', { keepalive: true })?.catch(() => {})
}
