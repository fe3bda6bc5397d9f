import { AccountPicker } from '@alter/connect-react'
import { type ReactElement, useRef } from 'react'
import type { CalendarAnswer } from './calendar.ts'
import { CallLog } from './call-log.tsx'
import { EventList, EventSkeleton } from './event-list.tsx'
import { Invite } from './invite.tsx'
import { Repair } from './repair.tsx'
import { RequestLine } from './request-line.tsx'
import { TokenLife } from './token-life.tsx'
import { type CallState, useCalendar } from './use-calendar.ts'
import { useKeptFocus } from './use-kept-focus.ts'

export interface EventsPanelProps {
  calendarUrl: string
  accessTokenTtl: number | undefined
  accounts: Accounts
  /** There has been a call: accounts may have changed. */
  onCalled: () => void
}

/** Whether anything is connected, as far as we know. */
export type Accounts = 'unknown' | 'none' | 'some'

/** *Call the API*, and what comes of it. */
export function EventsPanel(props: EventsPanelProps): ReactElement {
  const { calendarUrl, accessTokenTtl, accounts } = props
  const { state, account, records, call } = useCalendar(props.onCalled)
  const panel = useRef<HTMLElement>(null)
  useKeptFocus(panel)
  const button = useRef<HTMLButtonElement>(null)
  const isCalling = state.status === 'calling'
  const answer = answerIn(state)

  function connected(): void {
    button.current?.focus()
    if (state.status === 'problem') void call()
  }

  return (
    <section ref={panel} className="panel" aria-labelledby="events-title" aria-busy={isCalling}>
      <div className="panel-head">
        <h2 id="events-title">Upcoming events</h2>
        <button
          ref={button}
          className="button"
          data-kind={accounts === 'some' ? 'primary' : 'plain'}
          type="button"
          aria-disabled={isCalling}
          onClick={() => !isCalling && void call()}
        >
          {isCalling ? 'Calling…' : 'Call the API'}
        </button>
      </div>
      <RequestLine url={calendarUrl} account={account} state={state} onChange={() => void call(null)} />
      <div className="panel-body" data-state={state.status}>
        {state.status === 'idle' && accounts === 'none' && <Invite onConnected={connected} />}
        {state.status === 'idle' && accounts === 'some' && (
          <p className="hint">Press “Call the API”. The backend asks Google for your events, in your name.</p>
        )}
        {state.status === 'calling' && !answer && <EventSkeleton />}
        {answer && <EventList answer={answer} stale={isCalling} />}
        {state.status === 'problem' &&
          (state.problem.code === 'ambiguous_grant' ? (
            <AccountPicker
              accounts={state.problem.accounts}
              provider="google"
              autoFocus
              onPick={({ account_identifier }) => call(account_identifier)}
            />
          ) : (
            <Repair
              problem={state.problem}
              account={account}
              onRepaired={connected}
              onRetry={() => void call()}
            />
          ))}
      </div>
      {answer && accessTokenTtl !== undefined && (
        <TokenLife issuedAt={answer.tokenIssuedAt} ttl={accessTokenTtl} />
      )}
      <CallLog records={records} />
      <p className="visually-hidden" role="status">
        {announcementOf(state)}
      </p>
    </section>
  )
}

function answerIn(state: CallState): CalendarAnswer | undefined {
  if (state.status === 'answered') return state.answer
  return state.status === 'calling' ? state.before : undefined
}

function announcementOf(state: CallState): string {
  if (state.status === 'idle') return ''
  if (state.status === 'calling') return 'Calling the API'
  if (state.status === 'answered') return `${state.answer.events.length} events of ${state.answer.account}`
  return state.problem.code === 'ambiguous_grant' ? 'Choose an account' : state.problem.detail
}
