import type { FlowEvent, Next, State, Steps } from './state.ts'

/** The rows of the machine for a flow whose window is, or may be, out of sight. */
export function transitionLost(state: State, event: FlowEvent): Next {
  const { hasFocus } = event
  const { status } = state
  if (!('steps' in state)) return [state]
  const { steps } = state
  switch (event.type) {
    case 'resumed':
      return status === 'doubtful' ? [state, 'awaitFocus', 'ask'] : [state, 'ask']

    case 'answered': {
      const { outcome } = event
      if (status === 'asked') return giveUp(steps, hasFocus)
      if (status !== 'unsure' || !outcome) return [state]
      return outcome.status === 'connected'
        ? [{ status: 'settled', outcome }, 'release', 'notifyLate']
        : [{ status: 'settled', outcome }, 'release']
    }
    case 'windowChecked': {
      if (!('wasAway' in state)) return [state]
      const isBack = state.wasAway && hasFocus
      // There is no handle to the window. That the user is back does not prove that it was closed.
      if (status === 'unreachable') return isBack ? question('grace', steps) : [state]
      // The user may have connected an account before leaving. The vault says so when the session is cancelled.
      if (status === 'onPage') return [...question('grace', steps), 'cancelSession']
      if (isBack) return question('asked', steps)
      return [{ status: 'doubtful', steps }, 'forgetWindow', 'awaitFocus', 'ask']
    }
    case 'step':
    case 'slow':
      return 'wasAway' in state ? [state, 'ask'] : [state]

    case 'timedOut':
      // A window that never had the focus gives none back. If the page has the focus, the user is here.
      if (status === 'doubtful' && hasFocus) return question('grace', steps)
      return status === 'doubtful' || status === 'asked' || status === 'grace'
        ? giveUp(steps, hasFocus)
        : [state]

    case 'returned':
      if (hasFocus && status === 'doubtful') return question('asked', steps)
      if (hasFocus && status === 'detached') return question('grace', steps)
      // Firefox gives a page from its back/forward cache the focus a moment later.
      if (status === 'pageLeft') return question('grace', steps)
      return status === 'asked' ? [state] : [state, 'askNow']

    case 'left':
      return status === 'unsure' ? [{ status: 'settled', outcome: state.outcome }, 'release'] : [state]

    case 'hinted':
      return [state, 'askNow']
  }
  return [state]
}

/** The window is gone, and the user is here: the vault is asked, and has until `grace` is over. */
function question(status: 'asked' | 'grace', steps: Steps): Next {
  return [{ status, steps }, 'forgetWindow', 'awaitResult', 'askNow']
}

/** Never an exit while the user is elsewhere: perhaps in the window. */
function giveUp(steps: Steps, hasFocus: boolean): Next {
  return hasFocus
    ? [
        { status: 'unsure', steps, outcome: { status: 'exit', reason: 'closed', certain: false } },
        'show',
        'notify',
      ]
    : [{ status: 'detached', steps }, 'show']
}
