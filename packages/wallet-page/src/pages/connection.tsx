import type { WalletConnection, WalletConnectionPage, WalletDelegation } from '@alter/protocol'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { useResource } from '../data/use-resource.ts'
import { useDesk } from '../desk.ts'
import { AccountTitle } from '../parts/account-title.tsx'
import { ActivityRows } from '../parts/activity-rows.tsx'
import { AgentCard } from '../parts/agent-card.tsx'
import { Branded } from '../parts/brand.tsx'
import { ConnectionFacts, ConnectionState } from '../parts/connection-facts.tsx'
import { Disconnect } from '../parts/disconnect.tsx'
import { Disconnected, type Ended } from '../parts/disconnected.tsx'
import { Extend } from '../parts/extend.tsx'
import { Heading } from '../parts/heading.tsx'
import { Icon } from '../parts/icon.tsx'
import { Away, Link } from '../parts/link.tsx'
import { Notice, TroubleNotice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TroublePage } from '../parts/trouble-page.tsx'
import { fill } from '@alter/connect/languages/sentences'
import { visible } from '../words/visible.ts'

/** Activity entries on the page of a connection. */
const RECENT = 10

/** One connection: what it allows, its agents, and what was done with it. */
export function ConnectionPage({ id }: { id: string }): VNode {
  const { client, shelves, texts, say, toHeading } = useDesk()
  const { resource, refresh, change } = useResource(shelves.connection, id, () => client.connection(id))
  const [ended, setEnded] = useState<Ended>()
  const [removed, setRemoved] = useState<string>()

  if (resource.status === 'loading') return <Skeleton cards={2} />
  // The vault may no longer know an ended connection. The result of the user's action stays on the page.
  if (resource.status === 'failed' && resource.value === undefined) {
    if (ended === undefined) return <TroublePage trouble={resource.trouble} retry={refresh} />
    return <Over ended={ended} />
  }
  const page = resource.value
  if (page === undefined) return <Skeleton cards={2} />
  const { connection } = page
  const app = visible(page.app.name)
  const account = visible(connection.account_identifier)

  function end(done: Ended['done']): void {
    setEnded({ connection, app, done })
    toHeading()
    say(fill(texts.disconnected, { account, app }))
    refresh()
  }

  function remove(delegation: WalletDelegation): void {
    const text = fill(texts.removed, { agent: visible(delegation.agent_name), account })
    setRemoved(text)
    say(text)
    change((now) => withoutAgent(now, delegation))
    toHeading()
    refresh()
  }

  if (ended !== undefined) return <Over ended={ended} />
  return (
    <Branded brand={page.app.brand}>
      <Link to={{ page: 'app', id: connection.app_id }} class="back">
        <Icon name="back" />
        <bdi>{app}</bdi>
      </Link>
      <Heading title={`${connection.provider_name}: ${account}`}>
        <AccountTitle connection={connection} />
      </Heading>
      {resource.status === 'failed' && <TroubleNotice trouble={resource.trouble} retry={refresh} />}
      <section class="card connection">
        <ConnectionState connection={connection} />
        <ConnectionFacts connection={connection} app={app} />
        <div class="buttons">
          <Extend
            connection={connection}
            onDone={({ ends_at }) => {
              change((now) => ({ ...now, connection: { ...now.connection, ends_at } }))
              refresh()
            }}
          />
          {connection.manage_url !== undefined && (
            <span class="away">
              <Away to={connection.manage_url}>
                {fill(texts.manage, { provider: connection.provider_name })}
              </Away>
            </span>
          )}
          <Disconnect connection={connection} app={app} onDone={end} />
        </div>
      </section>
      <Agents connection={connection} app={app} removed={removed} onRemoved={remove} />
      <section aria-labelledby="recent">
        <h2 id="recent">{texts.recent}</h2>
        {page.activity.activity.length === 0 ? (
          <p class="soft">{texts.activityNone}</p>
        ) : (
          <>
            <ActivityRows rows={page.activity.activity.slice(0, RECENT)} level={3} within="connection" />
            <Link to={{ page: 'activity', filter: { connection: id } }} class="button">
              {texts.allActivity}
            </Link>
          </>
        )}
      </section>
    </Branded>
  )
}

function withoutAgent(page: WalletConnectionPage, { delegation_id }: WalletDelegation): WalletConnectionPage {
  const { connection } = page
  const agents = connection.agents.filter((one) => one.delegation_id !== delegation_id)
  return { ...page, connection: { ...connection, agents } }
}

/** The page after the user ended the connection on it. */
function Over({ ended }: { ended: Ended }): VNode {
  const { texts } = useDesk()
  const { connection } = ended
  return (
    <>
      <Link to={{ page: 'app', id: connection.app_id }} class="back">
        <Icon name="back" />
        <bdi>{ended.app}</bdi>
      </Link>
      <Heading title={`${connection.provider_name}: ${visible(connection.account_identifier)}`}>
        <AccountTitle connection={connection} />
      </Heading>
      <Disconnected {...ended} />
      <Link to={{ page: 'activity', filter: { connection: connection.connection_id } }} class="button">
        {texts.allActivity}
      </Link>
    </>
  )
}

interface AgentsProps {
  connection: WalletConnection
  app: string
  removed: string | undefined
  onRemoved: (delegation: WalletDelegation) => void
}

function Agents({ connection, app, removed, onRemoved }: AgentsProps): VNode {
  const { texts } = useDesk()
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">{texts.agentsTitle}</h2>
      {removed !== undefined && (
        <Notice tone="good">
          <p>{removed}</p>
        </Notice>
      )}
      {connection.agents.length === 0 ? (
        <p class="soft">{fill(texts.agentsNone, { app })}</p>
      ) : (
        <ul class="cards one">
          {connection.agents.map((delegation) => (
            <li key={delegation.delegation_id} class="card connection">
              <AgentCard
                delegation={delegation}
                app={app}
                account={visible(connection.account_identifier)}
                onRemoved={() => onRemoved(delegation)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
