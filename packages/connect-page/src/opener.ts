import type { ConnectEventName, PageMessage, PageSession } from '@alter/protocol'
import { isFields } from './parse.ts'
import type { IncomingMessage, Platform } from './platform.ts'

/** Exchanges messages with the opener, only at the origin that the session names. */
export interface OpenerChannel {
  hello(): void
  event(event: ConnectEventName, provider?: string): void
  success(): void
  error(error: string, description: string): void
}

export function openerChannel(platform: Platform, session: PageSession): OpenerChannel {
  const { session_id, allowed_origin, grants } = session
  function post(message: PageMessage): void {
    if (allowed_origin !== undefined) platform.opener()?.postMessage(message, allowed_origin)
  }
  return {
    hello: () => post({ type: 'alter_connect_hello', session: session_id }),
    event: (event, provider) =>
      post({
        type: 'alter_connect_event',
        event,
        ...(provider !== undefined && { provider }),
        session: session_id,
      }),
    success: () => post({ type: 'alter_connect_success', grants, session: session_id }),
    error: (error, description) =>
      post({ type: 'alter_connect_error', error, error_description: description, session: session_id }),
  }
}

/**
 * Whether a message is the opener's answer to this session's hello: it must come from the opener itself, at the allowed
 * origin.
 */
export function isWelcome(
  { source, origin, data }: IncomingMessage,
  { session_id, allowed_origin }: PageSession,
  opener: unknown,
): boolean {
  return (
    opener !== null &&
    source === opener &&
    origin === allowed_origin &&
    isFields(data) &&
    data['type'] === 'alter_connect_welcome' &&
    data['session'] === session_id
  )
}
