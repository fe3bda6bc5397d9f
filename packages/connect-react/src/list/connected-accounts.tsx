import type { ProviderId } from '@alter/connect'
import { type ComponentPropsWithoutRef, type ReactElement, useRef, useState } from 'react'
import type { ConnectedAccount } from '@alter/connect/accounts/account-list'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { connectionsOf } from '@alter/connect/accounts/connections'
import { groupsOf, isLong, type ProviderGroup } from '@alter/connect/accounts/groups'
import { inTime } from '@alter/connect/in-time'
import type { Note } from '@alter/connect/accounts/list-changes'
import { hideFromEyes } from '../rendering/live-region.ts'
import type { ConnectCallbacks } from '../flow/connect-target.ts'
import { Empty } from './states/empty.tsx'
import { loadListParts, type ListParts } from './later/list-parts.ts'
import { useLater } from '../rendering/use-later.ts'
import { Notice } from './states/notice.tsx'
import type { AccountsParts, HeadingLevel } from './replaceable-parts.ts'
import { ProviderItem } from './provider-item.tsx'
import { useClient, useTexts } from '../surroundings/provider.tsx'
import { Skeleton } from './states/skeleton.tsx'
import { useAccountList } from './use-account-list.ts'
import { useProviders } from '../providers/use-providers.ts'
import type { AgentLabel } from '../wire.ts'
import { useRows } from './states/use-rows.ts'
import { checkProps } from '../surroundings/wrong-props.ts'

type NativeProps = Omit<ComponentPropsWithoutRef<'section'>, 'children' | keyof ConnectCallbacks>

/** Props of `<ConnectedAccounts>`, in addition to those of `<section>`. */
export interface ConnectedAccountsProps extends NativeProps, ConnectCallbacks {
  /**
   * Ids of the providers to list, in this order. Default: all of the app's and those with an account. Providers that
   * need attention come first, then those with an account, then the rest.
   */
  providers?: readonly ProviderId[] | undefined
  /** Components that replace our own. Default: those of this package. */
  parts?: Partial<AccountsParts> | undefined
  /** Level of the providers' headings, for the outline of your page. Default: 3. */
  headingLevel?: HeadingLevel | undefined
  /** Called by "Sign in", which replaces "Try again" when the session is over. Default: *Try again* stays. */
  onSignIn?: (() => void) | undefined
  /** Time to undo disconnecting, in milliseconds; 0 for none. Default: 8000. */
  undoTime?: number | undefined
}

/**
 * The settings page of a user's accounts: connect, add another, reconnect, choose the default, disconnect.
 * @example
 * <ConnectedAccounts providers={['google', 'github']} onError={(error) => report(error)} />
 */
export function ConnectedAccounts(props: ConnectedAccountsProps): ReactElement {
  // A new user gets a new list, so that messages about accounts stay with their user.
  return <Accounts key={useClient().userKey} {...props} />
}

function Accounts(props: ConnectedAccountsProps): ReactElement {
  const {
    providers: only,
    parts = {},
    headingLevel = 3,
    onSignIn,
    undoTime,
    onSuccess,
    onError,
    onExit,
    onEvent,
    ...native
  } = props
  const client = useClient()
  checkProps('ConnectedAccounts', props, client.report)
  const accounts = connectionsOf(client)
  const { refresh, changing } = accounts
  const connections = useAccountList(accounts)
  const [providers, refreshProviders] = useProviders()
  const texts = useTexts(ACCOUNTS_TEXTS)
  const list = useRef<HTMLElement>(null)
  const [fresh, setFresh] = useState<ReadonlySet<string>>()
  const [message, announce] = useState('')
  const [note, setNote] = useState<Note>()
  const [query, setQuery] = useState('')

  const state = groupsOf(connections, providers, only)
  const groups = state.status === 'ready' ? state.groups : undefined
  const later = useLater(loadListParts, state.status === 'ready' ? state.at : state.status !== 'loading')
  const canSearch = groups !== undefined && isLong(groups)
  const shown = canSearch && later ? later.searchGroups(groups, query) : groups
  const remembered = useRows(only)
  const failure = state.status === 'error' ? state.error : state.status === 'ready' && state.stale

  const { Empty: Nothing = Empty, Notice: Failure = Notice, Provider = ProviderItem } = parts
  const Loading = parts.Skeleton ?? Skeleton
  function retry(): void {
    // The pressed element disappears.
    list.current?.focus({ preventScroll: true })
    void refresh()
    if (providers.status === 'error') refreshProviders()
  }
  const desk = { texts, announce, setNote }
  /** Runs at once if the parts are loaded, because the user may be leaving the page. */
  async function act(provider: string, work: (loaded: ListParts) => Promise<void> | void): Promise<void> {
    let loaded = later
    try {
      loaded ??= await inTime(loadListParts())
    } catch {
      const problem = texts.requestErrors.network_error
      setNote({ provider, problem })
      return announce(problem)
    }
    await work(loaded)
  }
  function change(
    kind: 'endAccount' | 'endAgent' | 'makeDefault',
    group: ProviderGroup,
    account: ConnectedAccount,
    agent?: AgentLabel,
  ): Promise<void> {
    setNote(undefined)
    return act(group.id, ({ [kind]: work }) => work(changing, group, account, desk, agent))
  }

  return (
    <section
      aria-busy={state.status === 'loading'}
      aria-label={texts.accounts}
      tabIndex={-1}
      {...native}
      ref={list}
      className={`alter-accounts ${native.className ?? ''}`}
      data-status={state.status}
    >
      {state.status === 'loading' && <Loading {...remembered} />}
      {failure && <Failure error={failure} onRetry={retry} onSignIn={onSignIn} />}
      {groups?.length === 0 && <Nothing />}
      {canSearch &&
        (later ? (
          <later.Filter found={shown?.length ?? 0} query={query} onQuery={setQuery} />
        ) : (
          <div className="alter-filter" />
        ))}
      {state.status === 'ready' && shown && shown.length > 0 && (
        <ul className="alter-provider-list">
          {shown.map((group) => (
            <Provider
              at={state.at}
              callbacks={{
                onSuccess,
                onExit,
                onEvent,
                isReasonSaid: true,
                onError(error) {
                  void act(group.id, ({ explainFailure }) => explainFailure(group.id, error, desk))
                  onError?.(error)
                },
              }}
              fresh={fresh}
              group={group}
              headingLevel={headingLevel}
              key={group.id}
              leftover={note?.provider === group.id ? note.leftover : undefined}
              parts={parts}
              problem={note?.provider === group.id ? note.problem : undefined}
              undoTime={undoTime}
              onConnect={() => {
                setNote(undefined)
                // The same reason is heard again if it comes again.
                announce('')
              }}
              onDisconnect={(account) => change('endAccount', group, account)}
              onMakeDefault={(account) => change('makeDefault', group, account)}
              onRemoveAgent={(account, agent) => change('endAgent', group, account, agent)}
            />
          ))}
        </ul>
      )}
      <span ref={hideFromEyes} role="status">
        {message}
      </span>
      {later && (
        <later.ListEffects
          announce={announce}
          accounts={connections.status === 'ready' ? connections.connections : undefined}
          groups={groups}
          list={list}
          note={note}
          onFresh={setFresh}
        />
      )}
    </section>
  )
}
