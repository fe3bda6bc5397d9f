import type { Listener } from '../events.ts'
import { createEffects, type Effects, type Given, type Lost } from './effects.ts'
import { transition } from './machine.ts'
import type { Shared } from './report.ts'
import { isRunning, type FlowEvent, type Happening, type Next, type State } from './state.ts'

/** A flow from the outside. */
export interface Flow
  extends Pick<Given, 'options' | 'life'>, Pick<Effects, 'open' | 'checkWindow' | 'takeWindow'> {
  /** Who waits for the outcome. */
  callers: Set<Listener>
  isRunning: () => boolean
  send: (event: Happening) => void
}

/** The loop of one flow: an event, the machine, the effects, and what comes back of them as events. */
export function createFlow(shared: Shared, given: Given): Flow {
  const { options, life } = given
  const callers = new Set<Listener>()
  const effects = createEffects(shared, given, callers, send)
  let state: State = { status: 'idle' }
  let lost: Lost | undefined

  function stamp(happening: Happening): FlowEvent {
    return { ...happening, hasFocus: shared.platform.document.hasFocus() }
  }

  function send(happening: Happening): void {
    const event = stamp(happening)
    apply(transition(state, event), event)
  }

  function apply([next, ...todo]: Next, event: FlowEvent): void {
    state = next
    for (const effect of todo) {
      // A handler that was just called has ended the flow: what would follow is over.
      if (isRunning(next) && !isRunning(state)) return
      if (effect === 'consult') consult(event)
      else if (typeof effect === 'string') ({ ...effects.commands, ...lost })[effect]?.(state)
      else effects.step(effect.step, effect.provider)
    }
  }

  /** Lets the rows for a window out of sight decide: at once, if they are loaded, else in their order. */
  function consult(event: FlowEvent): void {
    if (lost) return apply(lost.consult(state, event), event)
    effects.loadLost().then(
      (loaded) => {
        lost = loaded
        // The window may be another one by now, and the focus elsewhere.
        return event.type === 'windowChecked' ? effects.checkWindow() : consult(stamp(event))
      },
      // The window may still bring the outcome while the user is in it.
      (cause) => (event.hasFocus ? effects.settleWithout(cause) : undefined),
    )
  }

  return { ...effects, options, life, callers, isRunning: () => isRunning(state), send }
}
