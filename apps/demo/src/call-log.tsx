import type { ReactElement } from 'react'
import type { CallRecord, TokenFate } from './use-calendar.ts'

const FATE: Record<TokenFate, string> = {
  issued: 'new token',
  reused: 'same token',
  refreshed: 'token refreshed',
  unknown: '',
}

/** The last calls, newest first. */
export function CallLog({ records }: { records: CallRecord[] }): ReactElement | null {
  if (records.length === 0) return null
  return (
    <div className="log">
      <h3 id="log-title">Calls</h3>
      <ol aria-labelledby="log-title">
        {records.map(({ id, at, account, outcome, token }) => (
          <li key={id}>
            <time dateTime={at.toISOString()}>{clock.format(at)}</time>
            <span className="log-outcome" data-tone={outcome.code === undefined ? 'good' : 'bad'}>
              {outcome.status || '–'}
            </span>
            <span className="log-account">{outcome.code ?? account}</span>
            <span className="log-token" data-token={token}>
              {FATE[token]}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' })
