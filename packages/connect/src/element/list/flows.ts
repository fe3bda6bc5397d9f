import type { AlterConnect } from '../../connect.ts'
import type { ConnectError } from '../../errors.ts'
import type { ConnectOptions } from '../../options.ts'
import type { Target } from '../../outcome.ts'
import type { ListTarget } from './model.ts'

interface FlowListener {
  /** Aborts when the list leaves the page, and takes its flow along. */
  signal: AbortSignal
  isListed: (provider: string) => boolean
  /** The window of one of its flows is open. */
  waiting: () => unknown
  /** One of its flows is over. */
  ended: () => void
  failed: (provider: string, error: ConnectError) => unknown
  notify: (type: string, detail: unknown) => void
  redraw: () => void
}

/** The flows that a list starts, and the one that an earlier page of the tab began: on phones the page itself goes to the provider. */
export function followFlows(
  connect: AlterConnect,
  { signal, isListed, waiting, ended, failed, notify, redraw }: FlowListener,
): { start: (target: ListTarget, options: ConnectOptions) => void } {
  const own = new Set<string>()
  /** A flow was started on this page. */
  let isStarted = false

  /** Tells the app once how a flow of this list went. */
  function settle(type: string, detail: unknown, error?: ConnectError): void {
    const state = connect.store.getState()
    if (state.status === 'idle') return
    const isOwn = own.delete(idOf(state))
    const { provider } = state
    if (!isOwn && (isStarted || provider === undefined || !isListed(provider))) return
    ended()
    if (provider !== undefined && error) void failed(provider, error)
    notify(type, detail)
    redraw()
  }

  const ends = [
    connect.store.subscribe((state) => {
      if (state.status === 'waiting' && own.has(idOf(state))) void waiting()
      redraw()
    }),
    connect.on('event', (name) => {
      if (name === 'connect_opened' || name === 'blocked') isStarted = true
    }),
    connect.on('success', (connections, { late }) => settle('success', { connections, late })),
    connect.on('exit', (exit) => settle('exit', exit)),
    connect.on('error', (error) => {
      // A list that was taken out of the page has nobody to notify.
      if (error.code !== 'aborted') settle('error', error, error)
    }),
    connect.on('close', () => {
      isStarted = false
    }),
  ]
  signal.addEventListener('abort', () => {
    for (const end of ends) end()
  })

  return {
    start(target, options) {
      own.add(idOf(target))
      // It rejects if no flow begins. The listeners above hear how a flow ends.
      connect.open({ ...options, ...target, signal, onSuccess() {} }).catch((error: ConnectError) => {
        own.delete(idOf(target))
        void failed(target.provider, error)
        notify('error', error)
      })
    },
  }
}

function idOf({ provider, grantId, agent }: Target): string {
  return JSON.stringify([provider, grantId, agent])
}
