import type { ProviderId } from '@alter/connect'
import { type ComponentPropsWithoutRef, type ReactElement, useState } from 'react'
import { AccountItem } from './account-item.tsx'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'
import type { Leftover } from './answers.ts'
import { Disconnect } from './disconnect.tsx'
import { Empty } from './empty.tsx'
import { groupsOf, type ProviderGroup } from './groups.ts'
import { hideFromEyes } from './live-region.ts'
import { Notice } from './notice.tsx'
import type { AccountsParts } from './parts.ts'
import { ProviderAccounts } from './provider-accounts.tsx'
import { ProviderLogo } from './provider-logo.tsx'
import { useClient, useTexts } from './provider.tsx'
import { asRequestError } from './request-error.ts'
import { Skeleton } from './skeleton.tsx'
import type { ConnectCallbacks } from './connect-target.ts'
import { useConnections } from './use-connections.ts'
import { useKeepFocus } from './use-keep-focus.ts'
import { useProviders } from './use-providers.ts'
import { fill, wordsFor } from './words.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'section'>, 'children' | keyof ConnectCallbacks>

export interface ConnectedAccountsProps extends NativeProps, ConnectCallbacks {
  /** Ids of the providers to list, in this order. Default: all of the app's, and those with an account. */
  providers?: readonly ProviderId[]
  /** Components in place of our own. */
  parts?: Partial<AccountsParts>
}

const PARTS: AccountsParts = {
  Account: AccountItem,
  Disconnect,
  Empty,
  Logo: ProviderLogo,
  Notice,
  Skeleton,
}

/** What went wrong last, and with which provider. */
interface Problem {
  provider: string
  text: string
}

/** What the last disconnecting left at which provider. */
interface Left extends Leftover {
  provider: string
}

/** The settings page of a user's accounts: connect, add another, reconnect, choose the default, disconnect. */
export function ConnectedAccounts(props: ConnectedAccountsProps): ReactElement {
  // What is said of an account stays with its user.
  return <Accounts key={useClient().userKey} {...props} />
}

function Accounts(props: ConnectedAccountsProps): ReactElement {
  const { providers: only, parts: own, onSuccess, onError, onExit, onEvent, ...native } = props
  const { refresh, disconnect, setDefault, ...connections } = useConnections()
  const [providers, refreshProviders] = useProviders()
  const texts = useTexts(ACCOUNTS_TEXTS)
  const keepFocus = useKeepFocus()
  const [message, announce] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [left, setLeft] = useState<Left>()

  const parts = { ...PARTS, ...own }
  const state = groupsOf(connections, providers, only)
  function retry(): void {
    void refresh()
    if (providers.status === 'error') refreshProviders()
  }
  function fail(provider: string, text: string): void {
    setProblem({ provider, text })
    announce(text)
  }
  async function change(
    { id, name }: ProviderGroup,
    work: Promise<Leftover | void>,
    done: string,
    not: string,
  ): Promise<void> {
    setProblem(undefined)
    setLeft(undefined)
    try {
      const leftover = await work
      announce(leftover ? `${done} ${fill(texts.stillAllowed, name)}` : done)
      if (leftover) setLeft({ provider: id, ...leftover })
    } catch (error) {
      fail(id, `${not} ${wordsFor(texts.requestErrors, asRequestError(error).code)}`)
    }
  }

  return (
    <section
      aria-busy={state.status === 'loading'}
      aria-label={texts.accounts}
      tabIndex={-1}
      {...native}
      {...keepFocus}
      className={`alter-accounts ${native.className ?? ''}`}
      data-status={state.status}
    >
      {state.status === 'loading' && <parts.Skeleton rows={only?.length ?? 2} />}
      {state.status === 'error' && <parts.Notice error={state.error} onRetry={retry} />}
      {state.status === 'ready' && state.stale && <parts.Notice error={state.stale} onRetry={retry} />}
      {state.status === 'ready' && state.groups.length === 0 && <parts.Empty />}
      {state.status === 'ready' && state.groups.length > 0 && (
        <ul className="alter-provider-list">
          {state.groups.map((group) => (
            <ProviderAccounts
              at={state.at}
              callbacks={{
                onSuccess,
                onExit,
                onEvent,
                onError(error) {
                  fail(group.id, wordsFor(texts.connectErrors, error.code))
                  onError?.(error)
                },
              }}
              group={group}
              key={group.id}
              parts={parts}
              problem={problem?.provider === group.id ? problem.text : undefined}
              leftover={left?.provider === group.id ? left : undefined}
              onConnect={() => {
                setProblem(undefined)
                setLeft(undefined)
              }}
              onDisconnect={({ grant_id, account_identifier: label }) =>
                void change(
                  group,
                  disconnect(grant_id),
                  fill(texts.disconnected, label),
                  fill(texts.notDisconnected, label),
                )
              }
              onMakeDefault={({ grant_id, account_identifier: label }) =>
                void change(
                  group,
                  setDefault(grant_id),
                  fill(texts.nowDefault, label),
                  fill(texts.notDefault, label),
                )
              }
            />
          ))}
        </ul>
      )}
      <span ref={hideFromEyes} role="status">
        {message}
      </span>
    </section>
  )
}
