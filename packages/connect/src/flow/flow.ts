import type { Listener } from '../events.ts'
import { createEffects, LATER, type Effects, type Given, type WithSession } from './effects.ts'
import { transition } from './machine.ts'
import type { Shared } from './report.ts'
import {
  isRunning,
  type FlowEvent,
  type Happening,
  type LostCommand,
  type Next,
  type SessionCommand,
  type State,
} from './state.ts'

/** A flow from the outside. */
export interface Flow
  extends Pick<Given, 'options' | 'life'>, Pick<Effects, 'open' | 'checkWindow' | 'takeWindow'> {
  /** Who waits for the outcome. */
  callers: Set<Listener>
  isRunning: () => boolean
  send: (event: Happening) => void
}

/** The rows and effects of a flow with a session, loaded. */
interface Later {
  transition: typeof transition
  commands: Record<SessionCommand | LostCommand, (state: State) => unknown>
}

/** The loop of one flow: an event, the machine, the effects, and what comes back of them as events. */
export function createFlow(shared: Shared, given: Given): Flow {
  const { options, life } = given
  const callers = new Set<Listener>()
  const effects = createEffects(shared, given, callers, send)
  let state: State = { status: 'idle' }
  let later = given.later && prepare(given.later)
  let loading: Promise<void> | undefined

  function prepare({ transitionWithSession, createSessionEffects }: WithSession): Later {
    return {
      transition: transitionWithSession,
      commands: createSessionEffects(shared, given, effects, send),
    }
  }

  async function load(): Promise<void> {
    later = prepare(await LATER.withSession())
  }

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
      else if (typeof effect === 'string') ({ ...effects.commands, ...later?.commands })[effect]?.(state)
      else effects.step(effect.step, effect.provider)
    }
  }

  /** Lets the rows that load later decide: at once where they are there, else in the order of the events. */
  function consult(event: FlowEvent): void {
    if (later) return apply(later.transition(state, event), event)
    loading ??= load()
    loading
      .then(() => {
        // By now the window may be closed, and the focus elsewhere.
        effects.checkWindow()
        return consult(stamp(event))
      })
      .catch(effects.fail)
  }

  return { ...effects, options, life, callers, isRunning: () => isRunning(state), send }
}
