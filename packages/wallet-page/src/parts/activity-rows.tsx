import type { WalletActivity } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { byDay } from '../words/days.ts'
import { fillParts } from '../words/fill.ts'
import { fill } from '@alter/connect/languages/sentences'
import { clock, dayAndTime, dayName, took } from '../words/time.ts'
import { visible } from '../words/visible.ts'
import { causeOf, reasonWords } from '../words/why.ts'
import { Cause } from './cause.tsx'
import { Link } from './link.tsx'
import { Quote } from './quote.tsx'

interface Props {
  rows: WalletActivity[]
  /** Level of the headings of the days. */
  level: 2 | 3
  /** Where the rows stand. What is obvious there is left out. */
  within: 'activity' | 'connection'
}

/** What was done, day by day. */
export function ActivityRows({ rows, level, within }: Props): VNode {
  const { platform, texts } = useDesk()
  const now = platform.now()
  const Name = level === 2 ? 'h2' : 'h3'
  return (
    <>
      {byDay(rows).map((day) => (
        <section key={day.key} class="day">
          <Name class="day-name">{dayName(texts, day.at, now)}</Name>
          <ol class={rows.length > MANY ? 'rows many' : 'rows'}>
            {day.rows.map((row) => (
              <Row key={row.activity_id} row={row} within={within} />
            ))}
          </ol>
        </section>
      ))}
    </>
  )
}

/** With more rows than this, those out of sight are not laid out. */
const MANY = 100

/** Links to the connection while it is kept. */
function Account({ name, connection }: { name: string; connection: string | undefined }): VNode {
  if (connection === undefined) return <bdi>{name}</bdi>
  return (
    <Link to={{ page: 'connection', id: connection }}>
      <bdi>{name}</bdi>
    </Link>
  )
}

/** A reason in somebody's own words, with its author. */
function Said({ reason, row }: { reason: string; row: WalletActivity }): VNode {
  const { texts } = useDesk()
  const { action, agent, app_name } = row
  // Rows of a deleted agent name the app, because the agent is no longer known.
  const who = visible(action === 'use' && agent !== undefined ? agent.agent_name : app_name)
  const words = { who: <bdi>{who}</bdi>, reason: <Quote words={reason} /> }
  // The reason of a denial comes from the approver.
  const text = action === 'deny' ? texts.approvalSaid : texts.reasonGiven
  return <p class="soft small">{fillParts(text, words)}</p>
}

const TONES = { ok: 'good', denied: 'bad', failed: 'bad', started: 'plain', unknown: 'plain' } as const

function Row({ row, within }: { row: WalletActivity; within: Props['within'] }): VNode {
  const { texts } = useDesk()
  const { at, app_name, agent, provider_name, account_identifier, connection_id, action } = row
  const { outcome, method, host, path = '', status, duration_ms, reason, vault_reason } = row
  const cause = causeOf(texts, row)
  const app = visible(app_name)
  const who = agent === undefined ? app : fill(texts.by, { agent: visible(agent.agent_name), app })
  const account = account_identifier === undefined ? undefined : visible(account_identifier)
  const isUse = action === 'use'
  return (
    <li class="entry">
      <time dateTime={at} title={dayAndTime(texts, at)} class="soft small">
        {clock(texts, at)}
      </time>
      <div class="what">
        <p class="head">
          <span class="name">
            {isUse && provider_name !== undefined ? provider_name : texts.action[action]}
          </span>
          {!isUse && provider_name !== undefined && <span class="soft">{provider_name}</span>}
          {within === 'activity' && account !== undefined && (
            <Account name={account} connection={connection_id} />
          )}
        </p>
        {method !== undefined && host !== undefined && (
          <p class="code">{visible(`${method} ${host}${path}`)}</p>
        )}
        <p class="soft small">
          <bdi>{who}</bdi>
          {status !== undefined && ` · ${fill(texts.answered, { status: String(status) })}`}
          {isUse && outcome !== 'denied' && ` · ${took(texts, duration_ms)}`}
        </p>
        {vault_reason !== undefined && (
          <p class="soft small">{fill(texts.reason, { reason: reasonWords(texts, vault_reason, row) })}</p>
        )}
        {reason !== undefined && <Said reason={reason} row={row} />}
        {cause && <Cause {...cause} />}
      </div>
      <span class={`badge ${TONES[outcome]}`}>{texts.outcome[outcome]}</span>
    </li>
  )
}
