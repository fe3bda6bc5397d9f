import type { Platform, Popup } from './browser.ts'
import { isConnections, outcomeOf, readStep, type Answer, type Answered, type Step } from './answer.ts'
import type { VaultSession } from './vault-session.ts'

/** What the page in the window says. */
type PageNews =
  | { type: 'hello' }
  | Step
  | Answered
  /** It speaks from a window that this page has no handle to. */
  | { type: 'hinted' }

/** A message of the page, before it is checked. */
interface Fields extends Answer {
  type?: unknown
  session?: unknown
  event?: unknown
  provider?: unknown
}

/** Listens to the page of one session, by its origin, its session and its window, until the flow's life ends. */
export function onPageMessage(
  platform: Platform,
  { id, origin }: VaultSession,
  getWindow: () => Popup | undefined,
  life: AbortController,
  receive: (news: PageNews) => void,
): void {
  const counts = {}
  platform.addEventListener(
    'message',
    (message) => {
      const fields: Fields = Object(message.data)
      const { type, session, grants, error } = fields
      const window = getWindow()
      if (message.origin !== origin || session !== id) return
      if (message.source !== window) receive({ type: 'hinted' })
      else if (type === 'alter_connect_event') readStep(fields, counts, receive)
      else if (type === 'alter_connect_hello') {
        // Proves to the page that this page opened its window.
        window?.postMessage({ type: 'alter_connect_welcome', session }, origin)
        receive({ type: 'hello' })
      } else {
        const isSuccess = type === 'alter_connect_success' && isConnections(grants)
        const isError = type === 'alter_connect_error' && error
        fields.status = isSuccess ? 'completed' : isError && 'failed'
        receive({ type: 'answered', outcome: outcomeOf(fields) })
      }
    },
    life,
  )
}
