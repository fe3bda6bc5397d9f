import type { Exit, Outcome } from '../outcome.ts'
import { isRunning, type Effect, type Happening, type Next, type State } from './state.ts'

/**
 * The next state, and what is to be done. Here are the rows of the click, and those that hold with and without a session.
 * `consult` asks for all others: they are in `session-machine.ts`, which loads while the session is minted.
 */
export function transition(state: State, event: Happening): Next {
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
      if (status !== 'idle') break
      return [
        { status: 'blocked', outcome: { status: 'error', error: event.error } },
        'release',
        'show',
        'notify',
      ]

    case 'windowChecked':
      if (status !== 'opening') break
      return event.isClosed ? leave('closed') : [state]

    case 'clicked':
      if (status !== 'opening') break
      return [state, 'focusWindow']

    case 'left':
      if (!isRunning(state)) break
      return leave(event.reason, 'cancelSession')

    case 'failed':
    case 'aborted':
      return isRunning(state) ? settle({ status: 'error', error: event.error }, 'cancelSession') : [state]
  }
  return [state, 'consult']
}

/** The user is certainly gone. */
export function leave(reason: Exit['reason'], ...effects: Effect[]): Next {
  return settle({ status: 'exit', reason, certain: true }, ...effects)
}

/** The one outcome of the flow. */
export function settle(outcome: Outcome, ...effects: Effect[]): Next {
  return [{ status: 'settled', outcome }, 'release', ...effects, 'show', 'notify']
}
