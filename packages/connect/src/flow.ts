import type { ConnectOptions } from './options.ts'
import type { Platform, Popup } from './platform.ts'
import type { FlowSession } from './session.ts'
import type { Caller } from './tell.ts'
import type { Seek } from './seek.ts'
import type { Widget } from './widget.ts'

/**
 * One flow, and all who wait for it, as its parts share it. Its way: `start` opens and mints, `show` navigates,
 * `channel` and `sight` notice what becomes of it, `seek` asks the vault, `settle` ends it, once.
 */
export interface Flow {
  readonly widget: Widget
  readonly platform: Platform
  readonly options: ConnectOptions
  /** How often each step was told. */
  readonly told: Record<string, number>
  /** Aborted once the flow can tell nothing more. */
  readonly life: AbortController
  /** The subscribers first. */
  readonly callers: Set<Caller>
  session?: FlowSession
  /** None while it is out of sight, and where the page itself goes: the vault will tell. */
  window: Popup | null | undefined
  /** Loading, or at the provider: there, closed may be a cut. Our page never cuts itself off, so closed means closed. */
  away?: boolean
  focusLost?: boolean
  timer?: number
  seeking?: Promise<Seek>
}
