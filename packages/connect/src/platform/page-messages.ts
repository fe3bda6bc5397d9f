import type { Outcome } from '../outcome.ts'
import type { Platform, Popup } from './browser.ts'
import { isConnections, isText, outcomeOf, type Answer, type VaultSession } from './vault-session.ts'

/** A step of the flow, as the page or the vault reports it. */
export interface Step {
  type: 'step'
  name: string
  provider: string | undefined
  /** How often this source has reported it. */
  count: number
}

/** What the page in the window says. */
type PageNews =
  | { type: 'hello' }
  | Step
  | { type: 'answered'; outcome: Outcome | undefined }
  /** It speaks from a window to which there is no handle. */
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

/** Reads a step, and counts it among those of its source. */
export function readStep(
  { event: name, provider }: { event?: unknown; provider?: unknown },
  counts: Record<string, number>,
  receive: (step: Step) => void,
): void {
  if (!isText(name)) return
  const count = (counts[name] = (counts[name] ?? 0) + 1)
  receive({ type: 'step', name, provider: isText(provider) ? provider : undefined, count })
}
