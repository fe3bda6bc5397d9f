import type { WalletApp, WalletApproval } from '@alter/protocol'
import type { VNode } from 'preact'
import { useEvery } from '../data/use-every.ts'
import { useResource } from '../data/use-resource.ts'
import { useDesk, useWallet } from '../desk.ts'
import { Branded } from '../parts/brand.tsx'
import { Empty } from '../parts/empty.tsx'
import { Heading } from '../parts/heading.tsx'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { TroubleNotice } from '../parts/notice.tsx'
import { Picture, Tile } from '../parts/picture.tsx'
import { Quote } from '../parts/quote.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TroublePage } from '../parts/trouble-page.tsx'
import { When } from '../parts/when.tsx'
import { fill } from '@alter/connect/languages/sentences'
import { count } from '../words/fill.ts'
import { signInUrl } from '../words/sign-in-url.ts'
import { visible } from '../words/visible.ts'

/** How often waiting requests are loaded while the page is visible. Milliseconds. */
const LOOK_EVERY = 20_000

/** A card for each app, below the requests that wait for the user. */
export function HomePage(): VNode {
  const { client, shelves, texts } = useDesk()
  const { resource, refresh } = useResource(shelves.home, 'home', () => client.home())
  useEvery(LOOK_EVERY, refresh)

  if (resource.status === 'loading') return <Skeleton />
  if (resource.status === 'failed' && resource.value === undefined) {
    return <TroublePage trouble={resource.trouble} retry={refresh} />
  }
  const home = resource.value
  if (home === undefined) return <Skeleton />
  const { apps, approvals } = home
  if (apps.length === 0 && approvals.length === 0) {
    return (
      <>
        <Empty icon="plug" heading={<Heading title={texts.homeEmptyTitle} />} text={texts.homeEmpty} />
        <Elsewhere />
      </>
    )
  }
  return (
    <>
      <Heading title={texts.homeTitle} />
      <p class="lead">{texts.homeLead}</p>
      {resource.status === 'failed' && <TroubleNotice trouble={resource.trouble} retry={refresh} />}
      {approvals.length > 0 && (
        <section aria-labelledby="waiting">
          <h2 id="waiting">{texts.waiting}</h2>
          <ul class="cards one">
            {approvals.map((approval) => (
              <li key={approval.approval_id}>
                <ApprovalCard approval={approval} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="apps">
        <h2 id="apps">{texts.apps}</h2>
        <ul class="cards">
          {apps.map((app) => (
            <li key={app.app_id}>
              <AppCard app={app} />
            </li>
          ))}
        </ul>
      </section>
      <Elsewhere />
    </>
  )
}

/** Other sign-ins with which the same person may have more connections. */
function Elsewhere(): VNode | null {
  const { texts } = useDesk()
  const { sign_in } = useWallet()
  if (sign_in.length === 0) return null
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere">{texts.elsewhere}</h2>
      <p class="soft">{texts.elsewhereLead}</p>
      <div class="buttons">
        {sign_in.flatMap(({ url, apps }) =>
          apps.map(({ app_id, name }) => (
            <a key={app_id} class="button" href={signInUrl(url, '/', texts.locale)}>
              {fill(texts.signInAt, { app: visible(name) })}
            </a>
          )),
        )}
      </div>
    </section>
  )
}

function AppCard({ app }: { app: WalletApp }): VNode {
  const { texts } = useDesk()
  const { connections, agents, need_attention, last_used_at } = app
  const name = visible(app.name)
  const held = [count(texts, texts.accounts, connections)]
  if (agents > 0) held.push(count(texts, texts.agents, agents))
  return (
    <Branded brand={app.brand}>
      <Link to={{ page: 'app', id: app.app_id }} class="card row">
        <Tile url={app.brand?.logo_url} name={name} />
        <span class="names">
          <bdi class="name">{name}</bdi>
          <span class="soft">{held.join(' · ')}</span>
          <span class="soft small">
            {last_used_at === null ? texts.neverUsed : <When at={last_used_at} text={texts.lastUsed} />}
          </span>
          {need_attention > 0 && (
            <span class="badge bad">{count(texts, texts.attention, need_attention)}</span>
          )}
        </span>
        <Icon name="chevron" />
      </Link>
    </Branded>
  )
}

function ApprovalCard({ approval }: { approval: WalletApproval }): VNode {
  const { texts } = useDesk()
  const { approval_id, agent, app, method, host, path, reason, logo_url, provider_name, expires_at } =
    approval
  return (
    <Link to={{ page: 'approval', id: approval_id }} class="card row waiting">
      <span class="tile">
        <Picture url={logo_url} name={provider_name} />
      </span>
      <span class="names">
        <bdi class="name">{visible(agent?.agent_name ?? app.name)}</bdi>
        <span class="code">{visible(`${method} ${host}${path}`)}</span>
        <span class="soft">
          <Quote words={reason} />
        </span>
        <span class="soft small">
          <When at={expires_at} text={texts.ends} />
        </span>
      </span>
      <span class="go" aria-hidden="true">
        {texts.review}
      </span>
    </Link>
  )
}
