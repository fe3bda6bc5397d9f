import type { Effects, Given } from './effects.ts'
import type { Shared } from './report.ts'
import { createSessionEffects } from './session-effects.ts'
import { transitionWithSession } from './session-machine.ts'
import type { Happening, LostCommand, Next, SessionCommand, State } from './state.ts'

/** The rows and the effects of a flow with a session. */
export interface SessionPart {
  transition: (state: State, event: Happening) => Next
  commands: Record<SessionCommand | LostCommand, (state: State) => unknown>
}

/** For one flow, whose effects in the click it works with. */
export function createSessionPart(
  shared: Shared,
  given: Given,
  effects: Effects,
  send: (event: Happening) => void,
): SessionPart {
  return {
    transition: (state, event) =>
      transitionWithSession(state, { ...event, hasFocus: shared.platform.document.hasFocus() }),
    commands: createSessionEffects(shared, given, effects, send),
  }
}
