import { RequestError } from './request.ts'

/** Something fetched from the app's own backend and shared by every component that shows it. */
export type ResourceState<T> =
  | { status: 'loading' }
  /** As of `at`, in milliseconds since the epoch. `error`: the last refresh failed, so it may be out of date. */
  | { status: 'ready'; data: T; at: number; error?: RequestError }
  | { status: 'error'; error: RequestError }

export interface Resource<T> {
  getState: () => ResourceState<T>
  /** Loads with the first listener; a failed load is forgotten when the last one has left. */
  subscribe: (listener: () => void) => () => void
  /** Asks again; settles when the newest answer is in the state, and never rejects. */
  refresh: () => Promise<void>
}

export interface ResourceOptions<T> {
  load: () => Promise<T>
  /** Runs while somebody listens; returns its cleanup. Without it the data is kept once it was loaded. */
  watch?: (refresh: { now: () => void; unlessLoading: () => void }) => () => void
}

export function createResource<T>({ load, watch }: ResourceOptions<T>): Resource<T> {
  const listeners = new Set<() => void>()
  let state: ResourceState<T> = { status: 'loading' }
  let newest: Promise<void> | undefined
  let unwatch: (() => void) | undefined

  const set = (next: ResourceState<T>): void => {
    state = next
    for (const listener of listeners) listener()
  }

  const refresh = (): Promise<void> => {
    if (state.status === 'error') set({ status: 'loading' })
    const run: Promise<void> = load().then(
      (data) => (run === newest ? set({ status: 'ready', data, at: Date.now() }) : newest),
      (cause: unknown) => (run === newest ? fail(asRequestError(cause)) : newest),
    )
    newest = run
    return run.finally(() => {
      if (run === newest) newest = undefined
    })
  }

  const fail = (error: RequestError): void =>
    set(state.status === 'ready' ? { ...state, error } : { status: 'error', error })

  const unlessLoading = (): void => {
    if (!newest) void refresh()
  }

  return {
    getState: () => state,
    subscribe(listener) {
      // One entry per subscription, so that a listener subscribed twice leaves twice.
      const entry = (): void => listener()
      listeners.add(entry)
      if (listeners.size === 1) {
        unwatch = watch?.({ now: () => void refresh(), unlessLoading })
        if (watch || state.status !== 'ready') unlessLoading()
      }
      return () => {
        if (listeners.delete(entry) && listeners.size === 0) {
          unwatch?.()
          unwatch = undefined
        }
      }
    },
    refresh,
  }
}

function asRequestError(cause: unknown): RequestError {
  return cause instanceof RequestError
    ? cause
    : new RequestError('network_error', 'the request could not be sent', { cause })
}
