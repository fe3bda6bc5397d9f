import type { Connection } from '@alter/protocol'
import type { Loose } from './drop-in.ts'
import type { ConnectError } from './errors.ts'
import type { Exit } from './machine.ts'

/** The steps of a flow, in their order; a newer vault may tell others. */
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

export type EventMetadata = {
  /** ISO 8601. */
  timestamp: string
  /** Public id of the session, once there is one. */
  session_id?: string | undefined
  provider?: string | undefined
  /** A newer vault may tell more. */
  [further: string]: Loose
}

/** What `on()` listens to, and what its handlers are given. */
export interface ConnectEvents {
  /** `late`: the flow had already settled, as an uncertain exit. */
  success: [connections: Connection[], info: { late: boolean }]
  error: [error: ConnectError]
  exit: [exit: Exit]
  event: [name: EventName, metadata: EventMetadata]
  /** A flow ended, or `close()` was called while none ran. */
  close: []
}

export type Handler<Name extends keyof ConnectEvents> = (...values: ConnectEvents[Name]) => void

/** Somebody who is told: the callbacks of a call, its promise, or a subscription. */
export type Listener = { [Name in keyof ConnectEvents]?: Handler<Name> | undefined }
