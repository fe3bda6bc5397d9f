import type { WalletApproval } from '@alter/protocol'
import type { VNode } from 'preact'
import { useDesk } from '../desk.ts'
import { approvalWords } from '../words/approval.ts'
import { fill } from '@alter/connect/languages/sentences'
import { fillParts } from '../words/fill.ts'
import { dayAndTime } from '../words/time.ts'
import { faultWords } from '../words/why.ts'
import { Cause } from './cause.tsx'
import { Notice, Titled } from './notice.tsx'
import { Quote } from './quote.tsx'
import { When } from './when.tsx'

const TONES = {
  pending: 'plain',
  approved: 'plain',
  executing: 'plain',
  executed: 'good',
  failed: 'bad',
  denied: 'plain',
  expired: 'plain',
} as const

/** The state of the request and its result. */
export function ApprovalStatusNotice({ approval }: { approval: WalletApproval }): VNode {
  const { texts } = useDesk()
  const { status, expires_at, decided_at, denial_reason, denied_by, failure } = approval
  const { title, text } = approvalWords(texts, approval)
  if (status === 'pending') {
    return <p class="soft">{fill(texts.approvalEnds, { when: dayAndTime(texts, expires_at) })}</p>
  }
  return (
    <Notice tone={TONES[status]}>
      <p>
        <Titled title={title} text={text} />
      </p>
      {failure !== undefined && failure !== 'outcome_unknown' && (
        <Cause
          code={failure}
          text={faultWords(texts, failure, {
            app_name: approval.app.name,
            provider_name: approval.provider_name,
          })}
        />
      )}
      {denial_reason !== undefined && (
        <p class="small">
          {fillParts(denied_by === 'operator' ? texts.operatorSaid : texts.approvalSaid, {
            reason: <Quote words={denial_reason} />,
          })}
        </p>
      )}
      {decided_at !== undefined && (
        <p class="small">
          <When at={decided_at} text={texts.decided} />
        </p>
      )}
    </Notice>
  )
}
