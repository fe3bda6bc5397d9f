import type { WalletConnection } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { fill } from '@alter/connect/languages/sentences'
import { fillParts } from '../words/fill.ts'
import { day } from '../words/time.ts'
import { Permissions, Rules } from './limits.tsx'
import { Notice } from './notice.tsx'
import { Quote } from './quote.tsx'
import { When } from './when.tsx'

/** Why a connection is not active. */
export function ConnectionState({ connection }: { connection: WalletConnection }): VNode | null {
  const { texts } = useDesk()
  const { status, provider_name, ended_reason } = connection
  if (status === 'active') return null
  return (
    <Notice tone="bad">
      <p>{texts.statusText[status]}</p>
      {ended_reason !== undefined && (
        <p class="small">
          {fillParts(texts.reasonGiven, { who: provider_name, reason: <Quote words={ended_reason} /> })}
        </p>
      )}
    </Notice>
  )
}

interface Props {
  connection: WalletConnection
  /** Name of the app. */
  app: string
  /** Whether nothing uses the connection any more. Default: false. */
  isGone?: boolean
}

/** What a connection allows, since when and until when. */
export function ConnectionFacts({ connection, app, isGone = false }: Props): VNode {
  const { texts } = useDesk()
  const { permissions, rules, created_at, authorized_at, last_used_at, ends_at, status } = connection
  return (
    <>
      {status === 'active' && !isGone && (
        <>
          <p class="allows">{fill(texts.allows, { app })}</p>
          <Permissions list={permissions} none={texts.allowsAccount} />
        </>
      )}
      {rules.length > 0 && (
        <>
          <p class="allows">{texts.limits}</p>
          <Rules rules={rules} app={app} />
        </>
      )}
      <dl class="facts">
        <div>
          <dt>{texts.since}</dt>
          <dd>{day(texts, created_at)}</dd>
        </div>
        {authorized_at !== created_at && (
          <div>
            <dt>{texts.authorized}</dt>
            <dd>
              <When at={authorized_at} />
            </dd>
          </div>
        )}
        <div>
          <dt>{texts.lastUse}</dt>
          <dd>{last_used_at === null ? texts.neverUsed : <When at={last_used_at} />}</dd>
        </div>
        {ends_at !== undefined && status === 'active' && (
          <div>
            <dt>{texts.end}</dt>
            <dd>
              <When at={ends_at} />
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}
