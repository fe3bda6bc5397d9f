import type { ConnectEvents, Listener } from './listener.ts'
import type { Platform } from './platform.ts'

/** Who is told together: the callbacks and the promise of a call, or all subscribers. */
export type Caller = Iterable<Listener>

export interface Audience {
  readonly platform: Platform
  readonly callers: Iterable<Caller>
}

/** What a function of the app throws is reported, and breaks nothing. */
export function guard(platform: Platform, call: () => void): void {
  try {
    call()
  } catch (error) {
    platform.reportError(error)
  }
}

export function tell<Name extends keyof ConnectEvents>(
  { platform, callers }: Audience,
  name: Name,
  ...values: ConnectEvents[Name]
): void {
  // Copies: who joins or subscribes meanwhile is told the next time.
  for (const caller of new Set(callers)) {
    for (const listener of new Set(caller)) guard(platform, () => listener[name]?.(...values))
  }
}
