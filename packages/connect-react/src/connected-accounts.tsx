import { useState } from 'react'
import type { ComponentPropsWithoutRef, ReactElement } from 'react'
import { groupsOf } from './groups.ts'
import { LiveRegion } from './live-region.tsx'
import { ProviderAccounts } from './provider-accounts.tsx'
import { Skeleton } from './skeleton.tsx'
import { texts } from './texts.ts'
import type { ConnectCallbacks } from './use-connect.ts'
import { useConnections } from './use-connections.ts'
import { useKeepFocus } from './use-keep-focus.ts'
import { useProviders } from './use-providers.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'section'>, 'children' | keyof ConnectCallbacks>

export interface ConnectedAccountsProps extends NativeProps, ConnectCallbacks {
  /** Ids of the providers to list, in this order. Default: all of the app's, and those with an account. */
  providers?: readonly string[]
}

/** The settings page of a user's accounts: connect, add another, reconnect, choose the default, disconnect. */
export function ConnectedAccounts(props: ConnectedAccountsProps): ReactElement {
  const { providers: only, className, onSuccess, onError, onExit, onEvent, ...native } = props
  const connections = useConnections()
  const providers = useProviders()
  const keepFocus = useKeepFocus()
  const [message, announce] = useState('')

  const accounts =
    connections.status === 'ready' ? { ...connections, data: connections.connections } : connections
  const state = groupsOf(accounts, providers, only)
  const retry = (): void => {
    void connections.refresh()
    if (providers.status === 'error') void providers.refresh()
  }

  return (
    <section
      aria-busy={state.status === 'loading'}
      aria-label={texts.accounts}
      tabIndex={-1}
      {...native}
      {...keepFocus}
      className={className ? `alter-accounts ${className}` : 'alter-accounts'}
      data-status={state.status}
    >
      {state.status === 'loading' && <Skeleton rows={only?.length ?? 2} />}
      {state.status === 'error' && <Notice text={texts.requestError(state.error.code)} onRetry={retry} />}
      {state.status === 'ready' && state.stale && (
        <Notice text={texts.requestError(state.stale.code)} onRetry={retry} />
      )}
      {state.status === 'ready' && state.groups.length === 0 && (
        <p className="alter-empty">{texts.noProviders}</p>
      )}
      {state.status === 'ready' && state.groups.length > 0 && (
        <ul className="alter-provider-list">
          {state.groups.map((group) => (
            <ProviderAccounts
              announce={announce}
              at={state.at}
              group={group}
              key={group.id}
              onError={onError}
              onEvent={onEvent}
              onExit={onExit}
              onSuccess={onSuccess}
            />
          ))}
        </ul>
      )}
      <LiveRegion>{message}</LiveRegion>
    </section>
  )
}

function Notice({ text, onRetry }: { text: string; onRetry: () => void }): ReactElement {
  return (
    <div className="alter-notice" role="alert">
      <p>{text}</p>
      <button className="alter-action" type="button" onClick={onRetry}>
        {texts.retry}
      </button>
    </div>
  )
}
