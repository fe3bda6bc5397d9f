import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../src/outcome.ts'
import { type Happening, isRunning, type State } from '../src/flow/state.ts'
import { EVENTS, next, STATES, walk, whyImpossible } from './cells.ts'
import { connectionOf } from './connection.ts'

describe('13.2: every cell of the table', () => {
  test.each(walk())('$status × $event is handled, ignored for a reason, or impossible', (cell) => {
    const { impossible, ignored, results } = cell
    const isHandled = results.some(({ state, to, effects }) => to !== state || effects.length > 0)
    if (impossible === undefined) expect(isHandled).toBe(ignored === undefined)
    else expect(ignored).toBeUndefined()
  })
})

const steps = { authorization_started: 1 }
function at(status: 'loading' | 'onPage' | 'atProvider', wasAway = true): State {
  return {
    status,
    wasAway,
    steps,
  }
}
const gone = { type: 'windowChecked', isClosed: true } as const

describe('the rules of the promise', () => {
  test.each<[string, State, Happening, boolean, State['status'], unknown[]]>([
    [
      'closed before authorization_started: certain',
      { status: 'onPage', wasAway: true, steps: {} },
      gone,
      true,
      'settled',
      ['release', 'show', 'notify'],
    ],
    [
      'left on our page after the provider: the vault ends the session',
      at('onPage'),
      gone,
      false,
      'grace',
      ['forgetWindow', 'awaitResult', 'askNow', 'cancelSession'],
    ],
    [
      'closed at the provider and the focus is back: one question',
      at('atProvider'),
      gone,
      true,
      'asked',
      ['forgetWindow', 'awaitResult', 'askNow'],
    ],
    [
      'closed at the provider without the focus: doubtful',
      at('atProvider'),
      gone,
      false,
      'doubtful',
      ['forgetWindow', 'awaitFocus', 'ask'],
    ],
    [
      'severed while the focus was never lost: doubtful',
      at('loading', false),
      gone,
      true,
      'doubtful',
      ['forgetWindow', 'awaitFocus', 'ask'],
    ],
    [
      'doubtful, and no focus: detached',
      { status: 'doubtful', steps },
      { type: 'timedOut' },
      false,
      'detached',
      ['show'],
    ],
    [
      'detached, and back: grace',
      { status: 'detached', steps },
      { type: 'returned' },
      true,
      'grace',
      ['forgetWindow', 'awaitResult', 'askNow'],
    ],
    [
      'grace is over, and the user is here: an uncertain exit',
      { status: 'grace', steps },
      { type: 'timedOut' },
      true,
      'unsure',
      ['show', 'notify'],
    ],
    [
      'grace is over, and the user is elsewhere: detached',
      { status: 'grace', steps },
      { type: 'timedOut' },
      false,
      'detached',
      ['show'],
    ],
    [
      'a late success goes to the bus alone',
      { status: 'unsure', steps, outcome: { status: 'exit', reason: 'closed', certain: false } },
      { type: 'answered', outcome: { status: 'connected', connections: [connectionOf('work@example.com')] } },
      true,
      'settled',
      ['release', 'notifyLate'],
    ],
    [
      'a token that comes too late is cancelled',
      { status: 'settled', outcome: { status: 'exit', reason: 'closed', certain: true } },
      { type: 'minted' },
      true,
      'settled',
      ['cancelSession'],
    ],
    [
      'back on a page that was reloaded: the window may still be there',
      { status: 'unreachable', wasAway: true, steps },
      { type: 'windowChecked', isClosed: false },
      true,
      'grace',
      ['forgetWindow', 'awaitResult', 'askNow'],
    ],
  ])('%s', (_, state, happening, hasFocus, status, effects) => {
    const [to, ...done] = next(state, happening, hasFocus)
    expect([to.status, done]).toEqual([status, effects])
  })
})

test('13.1: over any events, a flow has at most one outcome, and no exit is reported while the user is elsewhere', () => {
  const first = fc.constantFrom<Happening>(...EVENTS.opened, ...EVENTS.resumed)
  const { opened: _opened, blocked: _blocked, resumed: _resumed, minted, ...others } = EVENTS
  const rest = fc.array(
    fc.tuple(fc.constantFrom<Happening>(...minted, ...Object.values(others).flat()), fc.boolean()),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(first, rest, (begin, events) => {
      let state: State = { status: 'idle' }
      let outcomes = 0
      for (const [happening, hasFocus] of [[begin, true], ...events] as const) {
        if (whyImpossible(state.status, happening.type) !== undefined) continue
        const wasRunning = isRunning(state)
        const [to, ...effects] = next(state, happening, hasFocus)
        if (effects.includes('notify')) outcomes += 1
        if (to.status === 'unsure' && wasRunning) expect(hasFocus).toBe(true)
        if (state.status === 'settled') expect(to).toBe(state)
        expect(outcomes).toBe('outcome' in to ? 1 : 0)
        expect(effects.includes('notifyLate')).toBe(
          state.status === 'unsure' &&
            happening.type === 'answered' &&
            happening.outcome?.status === 'connected',
        )
        state = to
      }
    }),
    { numRuns: 2000 },
  )
})

test('13.1: a flow that is left after an uncertain exit receives no further step', () => {
  const outcome: Outcome = { status: 'exit', reason: 'closed', certain: false }
  const unsure: State = { status: 'unsure', steps: { page_loaded: 1 }, outcome }
  const [left] = next(unsure, { type: 'left', reason: 'replaced' }, true)
  expect(left).toEqual({ status: 'settled', outcome })
  const [after, ...effects] = next(left, { type: 'step', name: 'authorization_completed', count: 1 }, false)
  expect(after).toBe(left)
  expect(effects).toEqual([])
})

test('the samples reach every status', () => {
  expect(new Set(walk().flatMap(({ results }) => results.map(({ to }) => to.status)))).toEqual(
    new Set(Object.keys(STATES)),
  )
})
