import { useEffect, useMemo, useState } from 'react'
import type { ConnectState } from '@alter/connect'
import { useClient } from './provider.tsx'
import { createRuns } from './runs.ts'
import type { Runs } from './runs.ts'
import type { ConnectCallbacks, ConnectTarget } from './use-connect.ts'
import { useLatest } from './use-latest.ts'

const IDLE: ConnectState = { status: 'idle' }

/** What a button needs of `useConnect`. */
export function useFlow(
  options: ConnectTarget & ConnectCallbacks,
): Pick<Runs, 'connect' | 'close'> & { state: ConnectState } {
  const client = useClient()
  const latest = useLatest(options)
  const [state, setState] = useState(IDLE)

  const runs = useMemo(() => createRuns(client, latest, setState), [client, latest])
  useEffect(() => runs.follow(), [runs])
  return { state, ...runs }
}
