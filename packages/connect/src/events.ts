import type { Loose } from './drop-in.ts'
import type { ConnectError } from './errors.ts'
import type { Exit, NewConnections } from './outcome.ts'
import type { Platform } from './platform/browser.ts'

/** The steps of a flow, in their order; a newer vault may report others. */
export type EventName =
  | 'connect_opened'
  | 'page_loaded'
  | 'provider_selected'
  | 'authorization_started'
  | 'authorization_completed'
  | 'blocked'
  | 'detached'
  | 'exit'
  | 'error'
  | (string & {})

/** What is known of a step of a flow. */
export type EventMetadata = {
  /** ISO 8601. */
  timestamp: string
  /** Public id of the session, once there is one. */
  session_id?: string | undefined
  /** Provider id, once the user has chosen one. */
  provider?: string | undefined
  /** A newer vault may add more. */
  [further: string]: Loose
}

/** What `on()` listens to, and what its handlers are given. */
export interface ConnectEvents {
  /** `late`: the flow had already settled, as an uncertain exit. */
  success: [connections: NewConnections, info: { late: boolean }]
  /** A flow failed. */
  error: [error: ConnectError]
  /** A flow ended without a connection: the user left, or another flow took its place. */
  exit: [exit: Exit]
  /** A step of a flow. */
  event: [name: EventName, metadata: EventMetadata]
  /** A flow ended, or `close()` was called while none ran. */
  close: []
}

/** A function that is called with the values of one event. */
export type Handler<Name extends keyof ConnectEvents> = (...values: ConnectEvents[Name]) => void

/** The callbacks of one call, or one subscription. */
export type Listener = { [Name in keyof ConnectEvents]?: Handler<Name> | undefined }

/** Calls a function of the app. What it throws is reported, and the widget goes on. */
export function guard(platform: Platform, call: () => void): void {
  try {
    call()
  } catch (error) {
    platform.reportError(error)
  }
}

/** Calls those who listen now. Who joins during the calls is called the next time. */
export function notify<Name extends keyof ConnectEvents>(
  platform: Platform,
  listeners: Iterable<Listener>,
  name: Name,
  ...values: ConnectEvents[Name]
): void {
  for (const listener of new Set(listeners)) guard(platform, () => listener[name]?.(...values))
}
