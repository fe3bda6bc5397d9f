import type { WalletAppPage, WalletConnection } from '@alter/protocol'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useResource } from '../data/use-resource.ts'
import { useDesk } from '../desk.ts'
import { AccountTitle } from '../parts/account-title.tsx'
import { Branded } from '../parts/brand.tsx'
import { ConnectionFacts, ConnectionState } from '../parts/connection-facts.tsx'
import { Disconnect } from '../parts/disconnect.tsx'
import { Disconnected, type Ended } from '../parts/disconnected.tsx'
import { Empty } from '../parts/empty.tsx'
import { Extend } from '../parts/extend.tsx'
import { Heading } from '../parts/heading.tsx'
import { Icon } from '../parts/icon.tsx'
import { Away, Link } from '../parts/link.tsx'
import { Notice, TroubleNotice } from '../parts/notice.tsx'
import { Tile } from '../parts/picture.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TroublePage } from '../parts/trouble-page.tsx'
import { fill } from '@alter/connect/languages/sentences'
import { count } from '../words/fill.ts'
import { visible } from '../words/visible.ts'

/** With more accounts than this, there is a search field. */
const FEW = 8

/** The accounts that one app may use. */
export function AppPage({ id }: { id: string }): VNode {
  const { client, shelves, texts, say, toHeading } = useDesk()
  const { resource, refresh, change } = useResource(shelves.app, id, () => client.app(id))
  const [ended, setEnded] = useState<Ended>()

  if (resource.status === 'loading') return <Skeleton cards={3} />
  if (resource.status === 'failed' && resource.value === undefined) {
    return <TroublePage trouble={resource.trouble} retry={refresh} />
  }
  const app = resource.value
  if (app === undefined) return <Skeleton cards={3} />
  const name = visible(app.name)

  function end(connection: WalletConnection, done: Ended['done']): void {
    setEnded({ connection, app: name, done })
    say(fill(texts.disconnected, { account: connection.account_identifier, app: name }))
    change((page) => without(page, connection.connection_id))
    toHeading()
    refresh()
  }

  function extend(connection: WalletConnection, ends_at: string): void {
    change((page) => ({
      ...page,
      connection_list: page.connection_list.map((one) => (one === connection ? { ...one, ends_at } : one)),
    }))
    refresh()
  }

  return (
    <Branded brand={app.brand}>
      <Link to={{ page: 'home' }} class="back">
        <Icon name="back" />
        {texts.home}
      </Link>
      <div class="title">
        <Tile url={app.brand?.logo_url} name={name} />
        <div>
          <Heading title={name}>
            <bdi>{name}</bdi>
          </Heading>
          <p class="soft">{count(texts, texts.accounts, app.connections)}</p>
        </div>
      </div>
      <AppLinks app={app} />
      {resource.status === 'failed' && <TroubleNotice trouble={resource.trouble} retry={refresh} />}
      {app.is_gone && (
        <Notice tone="plain">
          <p>{texts.gone}</p>
        </Notice>
      )}
      {ended !== undefined && <Disconnected {...ended} />}
      {app.connection_list.length === 0 ? (
        <Empty icon="plug" text={texts.appEmpty}>
          <Link to={{ page: 'home' }} class="button">
            {texts.home}
          </Link>
        </Empty>
      ) : (
        <Connections app={app} name={name} onEnd={end} onExtend={extend} />
      )}
    </Branded>
  )
}

function without(page: WalletAppPage, id: string): WalletAppPage {
  const connection_list = page.connection_list.filter(({ connection_id }) => connection_id !== id)
  const gone = page.connection_list.length - connection_list.length
  return { ...page, connection_list, connections: Math.max(0, page.connections - gone) }
}

function AppLinks({ app }: { app: WalletAppPage }): VNode | null {
  const { texts } = useDesk()
  const { privacy_url, terms_url, support_url } = app.brand ?? {}
  if (privacy_url === undefined && terms_url === undefined && support_url === undefined) return null
  return (
    <p class="links">
      {privacy_url !== undefined && <Away to={privacy_url}>{texts.privacy}</Away>}
      {terms_url !== undefined && <Away to={terms_url}>{texts.terms}</Away>}
      {support_url !== undefined && <Away to={support_url}>{texts.support}</Away>}
    </p>
  )
}

interface ConnectionsProps {
  app: WalletAppPage
  name: string
  onEnd: (connection: WalletConnection, done: Ended['done']) => void
  onExtend: (connection: WalletConnection, until: string) => void
}

function Connections({ app, name, onEnd, onExtend }: ConnectionsProps): VNode {
  const { texts, say, platform } = useDesk()
  const [query, setQuery] = useState('')
  const all = app.connection_list
  const wanted = query.trim().toLocaleLowerCase()
  const list = wanted === '' ? all : all.filter((connection) => matches(connection, wanted))
  useEffect(() => {
    // Announced once the user stops typing.
    if (wanted === '') return undefined
    return platform.after(500, () => say(count(texts, texts.found, list.length)))
  }, [wanted, list.length, platform, say, texts])
  return (
    <>
      {all.length > FEW && (
        <label class="find">
          <span class="quiet">{texts.findAccount}</span>
          <input
            type="search"
            placeholder={texts.findAccount}
            value={query}
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          />
        </label>
      )}
      {list.length === 0 && <p class="lead">{fill(texts.findNone, { query: query.trim() })}</p>}
      <ul class="cards one">
        {list.map((connection) => (
          <li key={connection.connection_id} class="card connection">
            <h2>
              <Link to={{ page: 'connection', id: connection.connection_id }} class="plain">
                <AccountTitle connection={connection} />
              </Link>
            </h2>
            <ConnectionState connection={connection} />
            <ConnectionFacts connection={connection} app={name} isGone={app.is_gone} />
            <div class="buttons">
              <Link to={{ page: 'connection', id: connection.connection_id }} class="button">
                {connection.agents.length > 0
                  ? `${texts.details} · ${count(texts, texts.agents, connection.agents.length)}`
                  : texts.details}
                <span class="quiet">: {visible(connection.account_identifier)}</span>
              </Link>
              <Extend connection={connection} onDone={({ ends_at }) => onExtend(connection, ends_at)} />
              <Disconnect connection={connection} app={name} onDone={(done) => onEnd(connection, done)} />
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

function matches(connection: WalletConnection, wanted: string): boolean {
  const { account_identifier, account_display_name = '', provider_name } = connection
  return [account_identifier, account_display_name, provider_name].some((text) =>
    text.toLocaleLowerCase().includes(wanted),
  )
}
