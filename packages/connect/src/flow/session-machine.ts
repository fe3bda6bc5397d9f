import { transitionLost } from './lost-window.ts'
import { leave, settle } from './machine.ts'
import {
  isRunning,
  type Effect,
  type FlowEvent,
  type Next,
  type Place,
  type State,
  type Steps,
} from './state.ts'

/**
 * The next state of a flow that has or gets a session, and what is to be done. An event that means nothing in a state
 * does not change it. The rows of `lost-window.ts` decide where the window is out of sight.
 */
export function transitionWithSession(state: State, event: FlowEvent): Next {
  const { status } = state
  switch (event.type) {
    case 'opened':
      if (status === 'opening') return [state, 'watch']
      return 'steps' in state ? navigate(event.place, state.steps, 'watch') : [state]

    case 'resumed':
      return lost(event.state, event, 'watch', 'listen', 'show')

    case 'minted':
      // The flow ended while the session was minted: nobody will use it.
      return status === 'opening' ? navigate(state.place, {}, 'listen') : [state, 'cancelSession']

    case 'hello':
      return 'wasAway' in state ? [{ ...state, status: 'onPage' }] : [state]

    case 'step': {
      const { name: step, provider, count } = event
      if (!('steps' in state) || count <= (state.steps[step] ?? 0)) return [state]
      const next = { ...state, steps: { ...state.steps, [step]: count } }
      if ('wasAway' in next && status !== 'unreachable') {
        if (step === 'authorization_started') next.status = 'atProvider'
        if (step === 'authorization_completed') next.status = 'onPage'
      }
      // The vault is asked from now on. It knows the result before the page has loaded that reports it.
      return next.status === 'atProvider' ? lost(next, event, { step, provider }) : [next, { step, provider }]
    }

    case 'answered':
      return event.outcome && isRunning(state) ? settle(event.outcome) : lost(state, event)

    case 'windowChecked': {
      const { isClosed } = event
      if (!('wasAway' in state)) return [state]
      if (status === 'onPage' && isClosed && !state.steps['authorization_started']) return leave('closed')
      const next = { ...state, wasAway: state.wasAway || !event.hasFocus }
      return isClosed || status === 'unreachable' ? lost(next, event) : [next]
    }

    case 'hidden':
      return 'steps' in state ? [state, 'save'] : [state]

    case 'clicked':
      return [state, 'reopenWindow']

    case 'left':
    case 'hinted':
    case 'slow':
    case 'timedOut':
    case 'returned':
      return lost(state, event)

    // The browser may block the window of a second click. The flow that it joins goes on.
    case 'blocked':
    // `machine.ts` has all the rows of these two.
    case 'failed':
    case 'aborted':
      return [state]
  }
  return event satisfies never
}

/** Lets the rows for a window out of sight decide; `effects` come before theirs. */
function lost(state: State, event: FlowEvent, ...effects: Effect[]): Next {
  const [next, ...more] = transitionLost(state, event)
  return [next, ...effects, ...more]
}

function navigate(place: Place, steps: Steps, ...effects: Effect[]): Next {
  return place === 'window'
    ? [{ status: 'loading', wasAway: false, steps }, ...effects, 'navigate', 'show']
    : // Firefox may lose what a page saves while it goes, so it is saved before.
      [{ status: 'pageLeft', steps }, ...effects, 'save', 'navigate', 'show']
}
