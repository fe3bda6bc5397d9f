import { createEffects, type Effects, type Given } from './effects.ts'
import { LATER, unloadable, type WithSession } from './later.ts'
import { transition } from './machine.ts'
import type { Shared } from './report.ts'
import { isRunning, type Happening, type Next, type State } from './state.ts'

/** A flow from the outside. */
export interface Flow
  extends Pick<Given, 'options' | 'life'>, Pick<Effects, 'callers' | 'open' | 'checkWindow' | 'takeWindow'> {
  isRunning: () => boolean
  send: (event: Happening) => void
}

/**
 * The loop of one flow: an event goes to the machine, its effects are done, and they send further events.
 * @param createSessionPart given where it is loaded already: with a flow that an earlier page began
 */
export function createFlow(
  shared: Shared,
  given: Given,
  createSessionPart?: WithSession['createSessionPart'],
): Flow {
  const effects = createEffects(shared, given, send)
  let state: State = { status: 'idle' }
  /** The rows and effects of a flow with a session, once they are loaded. */
  let later = createSessionPart?.(shared, given, effects, send)
  let loading: Promise<void> | undefined

  async function load(): Promise<void> {
    later = (await LATER.withSession()).createSessionPart(shared, given, effects, send)
    // By now the window may be closed.
    effects.checkWindow()
  }

  function send(event: Happening): void {
    apply(transition(state, event), event)
  }

  function apply([next, ...todo]: Next, event: Happening): void {
    state = next
    for (const effect of todo) {
      // A handler of the app has ended the flow: its further effects are not wanted.
      if (isRunning(next) && !isRunning(state)) return
      if (effect === 'consult') consult(event)
      else if (typeof effect === 'string') ({ ...effects.commands, ...later?.commands })[effect]?.(state)
      else effects.step(effect.step, effect.provider)
    }
  }

  /** Lets the rows that load later decide: at once if they are there, else in the order of the events. */
  function consult(event: Happening): void {
    if (later) return apply(later.transition(state, event), event)
    // The file has not come within ten seconds. On a dead connection it never comes.
    if (event.type === 'slow') return effects.fail(unloadable())
    loading ??= load()
    loading.then(() => consult(event)).catch(effects.fail)
  }

  return { ...effects, ...given, isRunning: () => isRunning(state), send }
}
