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
  for (const caller of callers) {
    // oxlint-disable-next-line unicorn/no-useless-spread -- who subscribes meanwhile is told the next time
    for (const listener of [...caller]) guard(platform, () => listener[name]?.(...values))
  }
}
