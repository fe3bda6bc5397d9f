import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ConnectState } from '@alter/connect'
import { useClient } from '../surroundings/provider.tsx'
import { createRuns, IDLE, type Runs } from './runs.ts'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
import { useLatest } from '../rendering/use-latest.ts'

/** The parts of `useConnect` that a button needs. */
export function useFlow(
  options: ConnectTarget & ConnectCallbacks,
): Pick<Runs, 'connect' | 'close'> & { state: ConnectState } {
  const { provider, grantId, agent } = options
  const client = useClient()
  const latest = useLatest(options)
  const runs = useMemo(() => createRuns(client, latest), [client, latest])
  const getState = useCallback(
    () => runs.getState({ provider, grantId, agent }),
    [runs, provider, grantId, agent],
  )
  const state = useSyncExternalStore(runs.subscribe, getState, () => IDLE)
  return { state, ...runs }
}
