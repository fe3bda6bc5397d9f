import type { Outcome } from '../outcome.ts'
import { isRunning, type Effect, type FlowEvent, type Next, type State } from './state.ts'

export const CLOSED: Outcome = { status: 'exit', reason: 'closed', certain: true }

/**
 * The next state, and what is to be done: the rows of the click, and those that hold with and without a session. All others
 * are in `session-machine.ts`, which loads while the session is minted: `consult`.
 */
export function transition(state: State, event: FlowEvent): Next {
  const { status } = state
  switch (event.type) {
    case 'opened':
      if (status !== 'idle') break
      return [
        { status: 'opening', place: event.place },
        'show',
        { step: 'connect_opened' },
        'mint',
        'consult',
      ]

    case 'blocked':
      // A second click may be blocked too: the flow it joins goes on.
      return status === 'idle'
        ? end({ status: 'blocked', outcome: { status: 'error', error: event.error } })
        : [state]

    case 'windowChecked':
      if (status !== 'opening') break
      return event.isClosed ? settle(CLOSED) : [state]

    case 'clicked':
      return [state, 'focusWindow']

    case 'left':
      if (!isRunning(state)) break
      return settle({ status: 'exit', reason: event.reason, certain: true }, 'cancelSession')

    case 'failed':
    case 'aborted':
      return isRunning(state) ? settle({ status: 'error', error: event.error }, 'cancelSession') : [state]
  }
  // Once all is over, only a session that comes too late needs anything more.
  const isOver = status === 'blocked' || status === 'settled'
  return isOver && event.type !== 'minted' ? [state] : [state, 'consult']
}

/** The one outcome of the flow. */
export function settle(outcome: Outcome, ...effects: Effect[]): Next {
  return end({ status: 'settled', outcome }, ...effects)
}

function end(state: State, ...effects: Effect[]): Next {
  return [state, 'release', ...effects, 'show', 'notify']
}
