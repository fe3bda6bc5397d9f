import { useSyncExternalStore } from 'react'

/** False on the server and while its HTML is hydrated. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
}
