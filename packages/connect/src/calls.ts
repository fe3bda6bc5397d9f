import { ConnectError } from './errors.ts'
import type { Flow } from './flow.ts'
import type { Listener } from './listener.ts'
import { move } from './move.ts'
import { abortedBy, readOptions, type ConnectOptions } from './options.ts'
import { openWindow } from './popup.ts'
import { placeOf } from './record.ts'
import { fail, stop } from './settle.ts'
import { attend } from './show.ts'
import { look } from './sight.ts'
import { start } from './start.ts'
import { tell, type Caller } from './tell.ts'
import type { Widget } from './widget.ts'

/** Of a call: its promise, and what a flow starts with, where it does not start from nothing. */
export interface Beginning extends Partial<Pick<Flow, 'told' | 'life' | 'window'>> {
  promise?: Listener
}

/** @throws {ConnectError} `sdk_destroyed` */
export function alive(widget: Widget): Widget {
  if (widget.life.signal.aborted) throw new ConnectError('sdk_destroyed')
  return widget
}

/** Ends the current flow. */
export function leave(widget: Widget, reason: 'cancelled' | 'replaced'): void {
  if (widget.current) stop(widget.current, { status: 'exit', reason, certain: true })
}

function join(flow: Flow, caller: Caller, signal: AbortSignal | undefined): void {
  const { callers } = flow
  callers.add(caller)
  const abort = (): void => {
    const error = abortedBy(signal)
    if (flow.widget.current !== flow) return
    // The subscribers, and nobody else who waits.
    if (callers.size < 3) stop(flow, { status: 'error', error })
    else if (callers.delete(caller)) tell({ ...flow, callers: [caller] }, 'error', error)
  }
  signal?.addEventListener('abort', abort, flow.life)
}

/**
 * Starts a flow, joins the one for the same target, or replaces the one for another.
 * @returns the flow if it was started
 */
export function begin(
  widget: Widget,
  options: ConnectOptions,
  { promise = {}, window, ...beginning }: Beginning = {},
): Flow | undefined {
  const getSession = readOptions(options, alive(widget).config)
  const { provider, grantId, signal } = options
  const caller = [
    { success: options.onSuccess, error: options.onError, exit: options.onExit, event: options.onEvent },
    promise,
  ]
  if (widget.current) look(widget.current)
  // Once more where a handler that is told has started the next flow.
  for (let current; (current = widget.current);) {
    window?.close()
    if (current.options.provider === provider && current.options.grantId === grantId) {
      attend(current)
      join(current, caller, signal)
      return undefined
    }
    const taken = current.window
    current.window = undefined
    leave(widget, 'replaced')
    taken?.location.replace('about:blank')
    window = taken?.focus() || taken
  }
  window ??= openWindow(widget.platform, options)
  const flow: Flow = (widget.current = {
    widget,
    platform: widget.platform,
    options: { ...options },
    window,
    told: {},
    life: new AbortController(),
    callers: new Set(widget.callers),
    ...beginning,
  })
  widget.life.signal.addEventListener('abort', () => flow.life.abort(), flow.life)
  join(flow, caller, signal)
  move(flow, { status: 'opening', provider, grantId })
  // A handler may have ended it.
  if (widget.current !== flow) return undefined
  if (window !== null) start(flow, getSession)
  else {
    move(flow, { status: 'blocked', retry: () => begin(widget, options) })
    fail(flow, new ConnectError('popup_blocked', placeOf(widget.platform.self) && 'allow-popups is missing'))
  }
  return flow
}
