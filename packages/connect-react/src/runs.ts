import type { ConnectState, Target } from '@alter/connect'
import type { RefObject } from 'react'
import type { Client } from './client.ts'
import type { ConnectCallbacks, ConnectHandle, ConnectTarget } from './use-connect.ts'

interface Run extends Target {
  life: AbortController
}

/** The flows that one hook starts. */
export interface Runs extends Omit<ConnectHandle, 'state'> {
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
    const { onSuccess, onError, onExit } = latest.current
    if (/connected|error|exit/.test(now.status)) run = undefined
    if (now.status === 'connected') onSuccess?.(now.connections)
    if (now.status === 'error') onError?.(now.error)
    if (now.status === 'exit') onExit?.(now)
  }

  const connect = (wanted?: ConnectTarget): void => {
    const target = { ...latest.current, ...wanted }
    const life = run && isSame(run, target) ? run.life : new AbortController()
    const mine = (run = { ...target, life })
    const widget = client.widget()
    client.calls++
    widget
      .connect({
        ...target,
        signal: life.signal,
        onSuccess: undefined,
        onError: undefined,
        onExit: undefined,
        onEvent: (...event) => run === mine && latest.current.onEvent?.(...event),
      })
      .catch((error) => {
        // Blocked, or not even begun: no state of the flow has told it.
        if (run !== mine) return
        run = undefined
        latest.current.onError?.(error)
      })
      .finally(() => client.calls--)
    tell(widget.store.getState())
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
