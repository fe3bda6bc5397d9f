import type { WalletApproval } from '@alter/protocol'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useEvery } from '../data/use-every.ts'
import { useResource } from '../data/use-resource.ts'
import { useDesk } from '../desk.ts'
import { ApprovalStatusNotice } from '../parts/approval-status.tsx'
import { Body } from '../parts/body.tsx'
import { Branded } from '../parts/brand.tsx'
import { Decide } from '../parts/decide.tsx'
import { Fields } from '../parts/fields.tsx'
import { Heading } from '../parts/heading.tsx'
import { Icon } from '../parts/icon.tsx'
import { Link } from '../parts/link.tsx'
import { TroubleNotice } from '../parts/notice.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { TroublePage } from '../parts/trouble-page.tsx'
import { approvalNews } from '../words/approval.ts'
import { fill } from '@alter/connect/languages/sentences'
import { fillParts } from '../words/fill.ts'
import { visible } from '../words/visible.ts'

/** How often the vault is asked, so that the result of a yes shows live. Milliseconds. */
const WHILE_SENT = 1000
const WHILE_WAITING = 5000

/** One request that waits for this user's yes, or has had a decision. */
export function ApprovalPage({ id }: { id: string }): VNode {
  const { client, say, shelves, texts, toHeading } = useDesk()
  const { resource, refresh, change } = useResource(shelves.approval, id, () => client.approval(id))
  const approval = 'value' in resource ? resource.value : undefined
  const status = approval?.status

  const isSent = status === 'approved' || status === 'executing'
  useEvery(isSent ? WHILE_SENT : status === 'pending' ? WHILE_WAITING : undefined, refresh)

  const toldRef = useRef(status)
  useEffect(() => {
    if (approval === undefined || toldRef.current === approval.status) return
    // The first state is read with the page; later ones are announced.
    if (toldRef.current !== undefined) say(approvalNews(texts, approval))
    toldRef.current = approval.status
  }, [approval, say, texts])

  if (resource.status === 'failed' && approval === undefined) {
    return <TroublePage trouble={resource.trouble} retry={refresh} />
  }
  if (approval === undefined) return <Skeleton />
  return (
    <Branded brand={approval.app.brand}>
      <Link to={{ page: 'home' }} class="back">
        <Icon name="back" />
        {texts.home}
      </Link>
      <Heading title={fill(texts.approvalTitle, { provider: approval.provider_name })} />
      <Who approval={approval} />
      {resource.status === 'failed' && <TroubleNotice trouble={resource.trouble} retry={refresh} />}
      {/* A new one for each state, because a browser that translates the page keeps the texts of the old one. Other texts
          that change in place, such as the date after an extension, are not covered. */}
      <ApprovalStatusNotice key={approval.status} approval={approval} />
      <Request approval={approval} />
      {approval.status === 'pending' && (
        <Decide
          approval={approval}
          onDecided={(decided) => {
            change(() => decided)
            // What became of it stands below.
            toHeading()
          }}
          onTrouble={refresh}
        />
      )}
    </Branded>
  )
}

function Who({ approval }: { approval: WalletApproval }): VNode {
  const { texts } = useDesk()
  const { agent, app, account_identifier } = approval
  const values = {
    app: <bdi>{visible(app.name)}</bdi>,
    account: (
      <strong>
        <bdi>{visible(account_identifier)}</bdi>
      </strong>
    ),
    agent: (
      <strong>
        <bdi>{visible(agent?.agent_name ?? '')}</bdi>
      </strong>
    ),
  }
  return (
    <p class="lead">{fillParts(agent === undefined ? texts.approvalWhoApp : texts.approvalWho, values)}</p>
  )
}

function Request({ approval }: { approval: WalletApproval }): VNode {
  const { texts } = useDesk()
  const { reason, method, host, path, query, headers = [], body, rule } = approval
  const parameters = query === undefined ? [] : [...new URLSearchParams(query)]
  return (
    <div class="card request-card">
      <section aria-labelledby="why">
        <h2 id="why">{texts.approvalWhy}</h2>
        <blockquote>{visible(reason)}</blockquote>
      </section>
      <section aria-labelledby="what">
        <h2 id="what">{texts.approvalWhat}</h2>
        <p class="code target" dir="ltr">
          <strong>{visible(method)}</strong> <span class="host">{visible(host)}</span>
          {visible(path)}
        </p>
        {parameters.length > 0 && (
          <>
            <h3>{texts.approvalQuery}</h3>
            <Fields fields={parameters.map(([name, value]) => ({ name, value }))} />
          </>
        )}
        {headers.length > 0 && (
          <>
            <h3>{texts.approvalHeaders}</h3>
            <Fields fields={headers} />
          </>
        )}
        {body !== undefined && body.kind !== 'none' && (
          <>
            <h3>{texts.approvalBody}</h3>
            <Body body={body} />
          </>
        )}
      </section>
      {rule !== undefined && <p class="soft small">{fill(texts.approvalRule, { rule: visible(rule) })}</p>}
    </div>
  )
}
