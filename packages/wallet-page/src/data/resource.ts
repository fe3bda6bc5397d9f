import type { Trouble } from '../vault/trouble.ts'

/** The state of one thing that is loaded from the vault. */
export type Resource<Value> =
  | { status: 'loading' }
  | { status: 'ready'; value: Value }
  /** An earlier value stays. */
  | { status: 'failed'; trouble: Trouble; value?: Value }

export type ResourceEvent<Value> =
  | { type: 'asked' }
  | { type: 'given'; value: Value }
  | { type: 'refused'; trouble: Trouble }
  /** Shows the user's change at once. The vault is asked again afterwards. */
  | { type: 'changed'; change: (value: Value) => Value }

export function updateResource<Value>(state: Resource<Value>, event: ResourceEvent<Value>): Resource<Value> {
  switch (event.type) {
    case 'asked':
      // Loading again keeps the value. A failure without a value starts from the beginning.
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
  // A value that no longer exists is removed; one that could not be loaded again stays.
  const kept = 'value' in state && trouble.code !== 'not_found' ? state.value : undefined
  return kept === undefined ? { status: 'failed', trouble } : { status: 'failed', trouble, value: kept }
}
