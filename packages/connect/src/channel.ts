import type { Flow } from './flow.ts'
import type { Fields } from './message.ts'
import { read } from './read.ts'
import { seek } from './seek.ts'
import type { FlowSession } from './session.ts'

/** Hears the page in the flow's window: its origin, its window and its session, and no other. */
export function listen(flow: Flow, session: FlowSession): void {
  const heard = {}
  flow.platform.addEventListener(
    'message',
    (message) => {
      const fields: Fields = Object(message.data)
      if (
        message.origin !== session.origin ||
        message.source !== flow.window ||
        fields.session !== session.id
      )
        return
      if (fields.type === 'alter_connect_hello') {
        flow.away = false
        flow.window?.postMessage({ type: 'alter_connect_welcome', session: session.id }, session.origin)
      }
      if (fields.type === 'alter_connect_error' && fields.error) seek(flow, 'failed', fields)
      read(flow, fields, heard)
    },
    flow.life,
  )
}
