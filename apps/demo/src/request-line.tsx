import { Fragment, type ReactElement } from 'react'
import type { CallState } from './use-calendar.ts'

export interface RequestLineProps {
  url: string
  account: string | undefined
  state: CallState
  /** The user wants another account. */
  onChange: () => void
}

/** The backend's one line of code, and what it got. */
export function RequestLine({ url, account, state, onChange }: RequestLineProps): ReactElement {
  return (
    <div className="request">
      <pre>
        <code>
          <b>app.request</b>(<i>'GET'</i>, <i>'{breakable(url)}'</i>, {'{'} provider: <i>'google'</i>
          {account !== undefined && (
            <>
              , account: <i>'{account}'</i>
            </>
          )}{' '}
          {'}'})
        </code>
      </pre>
      <div className="request-foot">
        <Outcome state={state} />
        {account !== undefined && (
          <button className="link" type="button" onClick={onChange}>
            Use another account
          </button>
        )}
      </div>
    </div>
  )
}

function Outcome({ state }: { state: CallState }): ReactElement {
  if (state.status === 'idle') return <span className="pill">Not called yet</span>
  if (state.status === 'calling') return <span className="pill">Waiting…</span>
  if (state.status === 'answered') {
    const { status, took, account } = state.answer
    return (
      <>
        <span className="pill" data-tone={status < 400 ? 'good' : 'bad'}>
          {status}
        </span>
        <span className="facts">
          {account} · {took} ms
        </span>
      </>
    )
  }
  const { status, code } = state.problem
  return (
    <>
      <span className="pill" data-tone={code === 'ambiguous_grant' ? 'ask' : 'bad'}>
        {status || 'No answer'}
      </span>
      <code className="facts">{code}</code>
    </>
  )
}

/** Lets a long address break after its slashes. */
function breakable(url: string): ReactElement[] {
  let end = 0
  return url.split(/(?<=\/)(?!\/)/).map((part) => {
    end += part.length
    return (
      <Fragment key={end}>
        {part}
        <wbr />
      </Fragment>
    )
  })
}
