import type { TroubleCode } from '@alter/connect/languages/window-texts'

export interface Trouble {
  code: TroubleCode
  /** The vault's description, for the app's developer. */
  description?: string
  /** Name of the form field that was refused. */
  field?: string
}

/** Whether another attempt may succeed. Any other trouble ends the visit. */
export function isPassing({ code }: Trouble): boolean {
  return code === 'offline' || code === 'unreachable' || code === 'rate_limited'
}

const OVER: ReadonlySet<TroubleCode> = new Set([
  'invalid_token',
  'session_expired',
  'session_in_use',
  'session_ended',
])

/** Whether the session itself has ended, so that no other provider can be connected in it. */
export function endsSession({ code }: Trouble): boolean {
  return OVER.has(code)
}
