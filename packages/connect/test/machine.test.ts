import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { transition, type ConnectState, type Move } from '../src/machine.ts'

const target = { provider: 'google' }
const exit = { status: 'exit', reason: 'closed', certain: true } as const
const retry = (): void => {}

const EVENTS: Move[] = [
  { status: 'opening', ...target },
  { status: 'blocked', retry },
  { status: 'waiting' },
  { status: 'detached' },
  exit,
]

type Status = ConnectState['status']

const MOVES: [ConnectState, Status[]][] = [
  [{ status: 'idle' }, ['opening']],
  [{ status: 'opening', ...target }, ['blocked', 'waiting', 'exit']],
  [{ status: 'waiting', ...target }, ['blocked', 'waiting', 'detached', 'exit']],
  [{ status: 'detached', ...target }, ['blocked', 'waiting', 'exit']],
  [{ status: 'blocked', retry, ...target }, ['opening']],
  [{ ...exit, ...target }, ['opening']],
]

it.each(MOVES)('from %o only known moves are made, and the target is kept', (state, statuses) => {
  for (const move of EVENTS) {
    const next = transition(state, move)
    if (statuses.includes(move.status)) expect(next, move.status).toEqual({ ...move, ...target })
    else expect(next, move.status).toBe(state)
  }
})

it('over any moves, each flow has at most one outcome, and an outcome stays until the next flow', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...EVENTS)), (moves) => {
      let state: ConnectState = { status: 'idle' }
      for (const move of moves) {
        const next = transition(state, move)
        if (/idle|blocked|exit/.test(state.status)) {
          expect(next === state || next.status === 'opening').toBe(true)
        }
        state = next
      }
    }),
  )
})
