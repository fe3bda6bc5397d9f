import type { TroubleCode } from '@alter/connect/languages/window-texts'

export interface Trouble {
  code: TroubleCode
  /** What the vault says about it, for the app's developer. */
  description?: string
  /** The field of the form that was refused. */
  field?: string
}

/** Trouble that may be over at the next attempt; everything else ends the visit. */
export function isPassing({ code }: Trouble): boolean {
  return code === 'offline' || code === 'unreachable' || code === 'rate_limited'
}

const OVER: ReadonlySet<TroubleCode> = new Set([
  'invalid_token',
  'session_expired',
  'session_in_use',
  'session_ended',
])

/** Trouble with the session itself: no other provider can be connected in it. */
export function endsSession({ code }: Trouble): boolean {
  return OVER.has(code)
}
