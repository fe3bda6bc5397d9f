import type { Flow } from './flow.ts'
import { transition, type Move } from './machine.ts'
import type { Step } from './message.ts'
import { guard, tell } from './tell.ts'

export function tellStep(flow: Flow, { event, provider = flow.options.provider }: Step): void {
  tell(flow, 'event', event, {
    timestamp: new flow.platform.Date().toISOString(),
    session_id: flow.session?.id,
    provider,
  })
}

export function move(flow: Flow, to: Move): void {
  const { widget } = flow
  const before = widget.store.getState()
  const state = transition(before, to)
  if (state === before) return
  guard(flow.platform, () => widget.setState(state, true))
  if (/blocked|detached|exit|error/.test(state.status)) tellStep(flow, { event: state.status })
}
