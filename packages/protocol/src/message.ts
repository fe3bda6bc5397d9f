import type { Connection } from './connection.ts'
import type { ConnectEventName } from './session.ts'

/** From the Connect page to its opener. `session` is the public session id. */
export type PageMessage =
  | { type: 'alter_connect_hello'; session: string }
  | { type: 'alter_connect_event'; event: ConnectEventName; provider?: string; session: string }
  | { type: 'alter_connect_success'; grants: Connection[]; session: string }
  | { type: 'alter_connect_error'; error: string; error_description: string; session: string }

/** From the opener to the Connect page: the answer to its hello. */
export interface WelcomeMessage {
  /** Distinguishes it from other messages. */
  type: 'alter_connect_welcome'
  /** The public session id that the hello named. */
  session: string
}
