import { useEffect, useMemo, useState } from 'react'
import type { Connection, ConnectError, ConnectState, Exit, OpenOptions } from '@alter/connect'
import { useClient } from './provider.tsx'
import { createRuns } from './runs.ts'
import { useLatest } from './use-latest.ts'

/** What is to be connected. */
export interface ConnectTarget {
  /** Provider id, such as `google`; left out, the user chooses in the window. */
  provider?: string | undefined
  /** Authorizes this grant again. */
  grantId?: string | undefined
  /** Label of the account to preselect at the provider. */
  accountHint?: string | undefined
}

/** Always those of the last render; none is called after unmount. */
export interface ConnectCallbacks {
  onSuccess?: ((connections: Connection[]) => void) | undefined
  onError?: ((error: ConnectError) => void) | undefined
  onExit?: ((exit: Exit) => void) | undefined
  onEvent?: OpenOptions['onEvent'] | undefined
}

export interface ConnectHandle {
  /** Of the last flow with this hook's target. */
  state: ConnectState
  /**
   * Opens the window: call it in the click, with nothing awaited before. While a flow for the same target runs, it
   * brings its window to the front.
   */
  connect: (target?: ConnectTarget) => void
  /** Closes the window of a flow that this hook started; nothing when none runs. */
  close: () => void
}

const IDLE: ConnectState = { status: 'idle' }

/**
 * Connects an account, without markup. A flow that a full-page redirect or a reload interrupted goes on where its
 * target is shown again. The flow is cancelled when the component unmounts.
 */
export function useConnect(options: ConnectTarget & ConnectCallbacks = {}): ConnectHandle {
  const client = useClient()
  const latest = useLatest(options)
  const [state, setState] = useState(IDLE)

  const { follow, ...handle } = useMemo(() => createRuns(client, latest, setState), [client, latest])
  useEffect(follow, [follow])
  return { state, ...handle }
}
