import { useEffect, useRef, useState } from 'react'
import type { ReactElement } from 'react'
import { ConnectAction } from './connect-action.tsx'
import { Disconnect } from './disconnect.tsx'
import { healthOf } from './health.ts'
import { RequestError } from './request.ts'
import { ago, texts } from './texts.ts'
import type { ConnectCallbacks } from './use-connect.ts'
import { useClient } from './provider.tsx'
import type { ConnectedAccount } from './use-connections.ts'

export interface AccountItemProps extends ConnectCallbacks {
  account: ConnectedAccount
  /** There is more than one to use at this provider, so that a default means something. */
  several: boolean
  /** When the list was fetched, in milliseconds since the epoch. */
  at: number
  announce: (message: string) => void
}

type Action =
  | { status: 'none' }
  | { status: 'confirming' }
  | { status: 'disconnecting' }
  | { status: 'making-default' }
  | { status: 'failed'; message: string }

/** One account: how it is, and what can be done about it. */
export function AccountItem({
  account,
  several,
  at,
  announce,
  ...callbacks
}: AccountItemProps): ReactElement {
  const { grant_id, provider, account_identifier: label } = account
  const { disconnect, setDefault } = useClient()
  const [action, setAction] = useState<Action>({ status: 'none' })
  const item = useRef<HTMLLIElement>(null)
  const health = healthOf(account)
  const asking = action.status === 'confirming' || action.status === 'disconnecting'

  const wasAsking = useRef(asking)
  useEffect(() => {
    if (wasAsking.current && !asking) {
      const buttons = item.current?.querySelectorAll('button')
      ;[...(buttons ?? [])].at(-1)?.focus()
    }
    wasAsking.current = asking
  }, [asking])

  const run = async (during: Action, work: () => Promise<void>, done: string): Promise<void> => {
    setAction(during)
    try {
      await work()
      setAction({ status: 'none' })
      announce(done)
    } catch (error) {
      if (!(error instanceof RequestError)) throw error
      const message = texts.requestError(error.code)
      setAction({ status: 'failed', message })
      announce(message)
    }
  }

  return (
    <li className="alter-account" data-grant={grant_id} data-status={health.status} ref={item}>
      <div className="alter-account-text">
        <p className="alter-account-name">
          <bdi className="alter-account-label">{label}</bdi>
          {several && account.is_default && <span className="alter-badge">{texts.default}</span>}
        </p>
        <p className="alter-account-meta">
          <AccountMeta account={account} at={at} />
        </p>
        {health.status !== 'good' && <p className="alter-problem">{health.reason}</p>}
        {action.status === 'failed' && (
          <p className="alter-problem" data-kind="error">
            {action.message}
          </p>
        )}
      </div>
      {asking ? (
        <Disconnect
          account={label}
          busy={action.status === 'disconnecting'}
          onCancel={() => setAction({ status: 'none' })}
          onConfirm={() =>
            void run({ status: 'disconnecting' }, () => disconnect(grant_id), texts.disconnected(label))
          }
        />
      ) : (
        <div className="alter-actions">
          {health.status !== 'good' && (
            <ConnectAction
              {...callbacks}
              accountHint={label}
              label={texts.reconnectOf(label)}
              grantId={grant_id}
              provider={provider}
              text={texts.reconnect()}
            />
          )}
          {several && !account.is_default && health.status === 'good' && (
            <button
              aria-busy={action.status === 'making-default'}
              aria-label={texts.makeDefaultOf(label)}
              className="alter-action"
              type="button"
              onClick={() =>
                void run({ status: 'making-default' }, () => setDefault(grant_id), texts.nowDefault(label))
              }
            >
              {texts.makeDefault}
            </button>
          )}
          {health.status !== 'revoked' && (
            <button
              aria-label={texts.disconnectOf(label)}
              className="alter-action"
              type="button"
              onClick={() => setAction({ status: 'confirming' })}
            >
              {texts.disconnect}
            </button>
          )}
        </div>
      )}
    </li>
  )
}

function AccountMeta({ account, at }: { account: ConnectedAccount; at: number }): ReactElement {
  const { account_display_name: name, account_identifier: label, last_used_at: time } = account
  return (
    <>
      {name && name !== label && <span>{name}</span>}
      {time ? <time dateTime={time}>{texts.lastUsed(ago(time, at))}</time> : <span>{texts.neverUsed}</span>}
    </>
  )
}
