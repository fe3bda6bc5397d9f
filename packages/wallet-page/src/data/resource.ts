import type { Trouble } from '../vault/trouble.ts'

/** What is known of one thing that the vault was asked for. */
export type Resource<Value> =
  | { status: 'loading' }
  | { status: 'ready'; value: Value }
  /** What was there before stays, where anything was. */
  | { status: 'failed'; trouble: Trouble; value?: Value }

export type ResourceEvent<Value> =
  | { type: 'asked' }
  | { type: 'given'; value: Value }
  | { type: 'refused'; trouble: Trouble }
  /** What the user did shows at once; the vault is asked again after. */
  | { type: 'changed'; change: (value: Value) => Value }

export function updateResource<Value>(state: Resource<Value>, event: ResourceEvent<Value>): Resource<Value> {
  switch (event.type) {
    case 'asked':
      // Asking again takes nothing away, but a failure without anything to show starts over.
      return state.status === 'failed' && state.value === undefined ? { status: 'loading' } : state
    case 'given':
      return { status: 'ready', value: event.value }
    case 'refused':
      return refuse(state, event.trouble)
    case 'changed':
      break
  }
  if (!('value' in state) || state.value === undefined) return state
  return { ...state, value: event.change(state.value) }
}

function refuse<Value>(state: Resource<Value>, trouble: Trouble): Resource<Value> {
  // What is gone is not shown any more; what could not be asked for is.
  const kept = 'value' in state && trouble.code !== 'not_found' ? state.value : undefined
  return kept === undefined ? { status: 'failed', trouble } : { status: 'failed', trouble, value: kept }
}
