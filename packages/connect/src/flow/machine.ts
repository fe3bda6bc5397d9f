import type { Outcome } from '../outcome.ts'
import {
  isRunning,
  type Effect,
  type FlowEvent,
  type Next,
  type Place,
  type State,
  type Steps,
} from './state.ts'

const CLOSED: Outcome = { status: 'exit', reason: 'closed', certain: true }

/**
 * The next state, and what is to be done. What means nothing in a state leaves it as it is. Where the window is out of
 * sight, the rows of `lost-window.ts` decide: `consult`.
 */
export function transition(state: State, event: FlowEvent): Next {
  const { status } = state
  switch (event.type) {
    case 'opened':
      return 'steps' in state
        ? navigate(event.place, state.steps, 'watch')
        : [{ status: 'opening', place: event.place }, 'watch', 'show', { step: 'connect_opened' }, 'mint']

    case 'blocked':
      // A second click may be blocked too: the flow it joins goes on.
      return status === 'idle'
        ? end({ status: 'blocked', outcome: { status: 'error', error: event.error } })
        : [state]

    case 'resumed':
      return [event.state, 'watch', 'show', 'consult']

    case 'minted':
      // Where the flow ended meanwhile, nobody will use the session.
      return status === 'opening' ? navigate(state.place, {}) : [state, 'cancelSession']

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
      // From now on the vault is asked: it knows the result before the page that reports it has loaded.
      return next.status === 'atProvider' ? [next, { step, provider }, 'consult'] : [next, { step, provider }]
    }

    case 'answered':
      return event.outcome && isRunning(state) ? settle(event.outcome) : consult(state)

    case 'windowChecked': {
      const { isClosed } = event
      if (status === 'opening' && isClosed) return settle(CLOSED)
      if (!('wasAway' in state)) return [state]
      if (status === 'onPage' && isClosed && !state.steps['authorization_started']) return settle(CLOSED)
      const next = { ...state, wasAway: state.wasAway || !event.hasFocus }
      return isClosed || status === 'unreachable' ? consult(next) : [next]
    }

    case 'hidden':
      return 'steps' in state ? [state, 'save'] : [state]

    case 'clicked':
      return [state, 'focusWindow']

    case 'left':
      return isRunning(state)
        ? settle({ status: 'exit', reason: event.reason, certain: true }, 'cancelSession')
        : consult(state)

    case 'failed':
    case 'aborted':
      return isRunning(state) ? settle({ status: 'error', error: event.error }, 'cancelSession') : [state]

    case 'hinted':
    case 'slow':
    case 'timedOut':
    case 'returned':
      return consult(state)
  }
  return event satisfies never
}

function consult(state: State): Next {
  return 'steps' in state ? [state, 'consult'] : [state]
}

function navigate(place: Place, steps: Steps, ...effects: Effect[]): Next {
  return place === 'window'
    ? [{ status: 'loading', wasAway: false, steps }, ...effects, 'navigate', 'show']
    : // Firefox may lose what a page keeps only while it goes.
      [{ status: 'pageLeft', steps }, ...effects, 'save', 'navigate', 'show']
}

/** The one outcome of the flow. */
function settle(outcome: Outcome, ...effects: Effect[]): Next {
  return end({ status: 'settled', outcome }, ...effects)
}

function end(state: State, ...effects: Effect[]): Next {
  return [state, 'release', ...effects, 'show', 'notify']
}
