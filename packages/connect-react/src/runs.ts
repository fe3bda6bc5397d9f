import type { Connection, ConnectState, Exit, Target } from '@alter/connect'
import type { RefObject } from 'react'
import type { Client } from './client.ts'
import type { ConnectCallbacks, ConnectHandle, ConnectTarget } from './use-connect.ts'

interface Run extends Target {
  life: AbortController
}

/** The flows that one hook starts. */
export interface Runs extends Pick<ConnectHandle, 'close'> {
  /** Like that of the widget; a rejection is told to `onError` besides, and need not be caught. */
  connect: (target?: ConnectTarget, onExit?: (exit: Exit) => void) => Promise<Connection[]>
  /** Tells the state of flows with the hook's target; the end cancels the flow that runs. */
  follow: () => () => void
}

export function createRuns(
  client: Client,
  latest: Readonly<RefObject<ConnectTarget & ConnectCallbacks>>,
  setState: (state: ConnectState) => void,
): Runs {
  let run: Run | undefined

  const tell = (now: ConnectState): void => {
    if (!isSame(now, run ?? latest.current)) return
    setState(now.status === 'blocked' ? { ...now, retry: () => connect(now) } : now)
    if (!run && client.calls) return
    const { current } = latest
    if (/connected|error|exit/.test(now.status)) run = undefined
    if (now.status === 'connected') current.onSuccess?.(now.connections)
    if (now.status === 'error') current.onError?.(now.error)
    if (now.status === 'exit') current.onExit?.(now)
  }

  const connect: Runs['connect'] = (wanted, onExit) => {
    const target = { ...latest.current, ...wanted }
    const life = run && isSame(run, target) ? run.life : new AbortController()
    const mine = (run = { ...target, life })
    const widget = client.widget()
    client.calls++
    const connections = widget.connect({
      ...target,
      signal: life.signal,
      onSuccess: undefined,
      onError: undefined,
      onExit,
      onEvent: (...event) => run === mine && latest.current.onEvent?.(...event),
    })
    connections
      .catch((error) => {
        // Blocked, or not even begun: no state of the flow has told it.
        if (run !== mine) return
        run = undefined
        latest.current.onError?.(error)
      })
      .finally(() => client.calls--)
    tell(widget.store.getState())
    return connections
  }

  return {
    connect,
    close: () => run && client.widget().close(),
    follow: () => {
      const widget = client.widget()
      const unfollow = widget.store.subscribe(tell)
      // Any subscription goes on with the flow of an earlier page.
      const off = widget.on('close', () => {})
      return () => {
        const mine = run
        run = undefined
        mine?.life.abort()
        unfollow()
        off()
      }
    },
  }
}

/** As the widget compares them: an account to preselect makes no other flow. */
function isSame(a: Target & { status?: string }, b: Target): boolean {
  return a.provider === b.provider && a.grantId === b.grantId
}
