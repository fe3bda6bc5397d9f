import type { WelcomeMessage } from '@alter/protocol'
import type { Fields } from './answer.ts'
import type { Platform, Popup } from './platform.ts'
import type { FlowSession } from './session.ts'

/**
 * Listens to the Connect page, until `signal` aborts. A message counts only from the vault's origin, from the flow's
 * own window and for its own session: anybody can post to this page. A hello is answered.
 */
export function listenToPage(
  platform: Platform,
  { id, origin }: FlowSession,
  getWindow: () => Popup,
  signal: AbortSignal,
  onMessage: (message: Fields) => void,
): void {
  platform.onMessage((message) => {
    const fields: Fields = Object(message.data)
    const window = getWindow()
    if (message.origin !== origin || message.source !== window || fields.session !== id) return
    if (fields.type === 'alter_connect_hello') {
      const welcome: WelcomeMessage = { type: 'alter_connect_welcome', session: id }
      window.postMessage(welcome, origin)
    }
    onMessage(fields)
  }, signal)
}
