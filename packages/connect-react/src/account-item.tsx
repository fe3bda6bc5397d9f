import { type ReactElement, useEffect, useId, useRef, useState } from 'react'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'
import { ConnectAction } from './connect-action.tsx'
import type { AccountItemProps } from './parts.ts'
import { useTexts } from './provider.tsx'
import { ago } from './words.ts'

/** One account: how it is, and what can be done about it. */
export function AccountItem(props: AccountItemProps): ReactElement {
  const { account, health, canBeDefault, isDefault, at, callbacks, onDisconnect, onMakeDefault, parts } =
    props
  const { grant_id, provider, account_identifier: label, account_display_name: name } = account
  const texts = useTexts(ACCOUNTS_TEXTS)
  const id = useId()
  const [isAsking, setAsking] = useState(false)
  const asked = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(isAsking)
  useEffect(() => {
    if (wasAsking.current && !isAsking) asked.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])

  return (
    <li className="alter-account" data-grant={grant_id} data-status={health.status}>
      <div className="alter-account-text">
        <p className="alter-account-name">
          <bdi className="alter-account-label" id={id}>
            {label}
          </bdi>
          {isDefault && <span className="alter-badge">{texts.default}</span>}
        </p>
        <p className="alter-account-meta">
          {name && name !== label && <bdi>{name}</bdi>}
          <LastUsed at={at} time={account.last_used_at} />
        </p>
        {health.status !== 'good' && <p className="alter-problem">{health.reason}</p>}
      </div>
      {isAsking ? (
        <parts.Disconnect
          account={label}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            onDisconnect()
          }}
        />
      ) : (
        <div className="alter-actions">
          {health.status !== 'good' && (
            <ConnectAction
              {...callbacks}
              accountHint={label}
              grantId={grant_id}
              provider={provider}
              target={id}
              text={texts.reconnectIt}
            />
          )}
          {canBeDefault && (
            <button
              aria-labelledby={`${id}-default ${id}`}
              className="alter-action"
              id={`${id}-default`}
              type="button"
              onClick={onMakeDefault}
            >
              {texts.makeDefault}
            </button>
          )}
          {health.status !== 'revoked' && (
            <button
              aria-labelledby={`${id}-disconnect ${id}`}
              className="alter-action"
              id={`${id}-disconnect`}
              ref={asked}
              type="button"
              onClick={() => setAsking(true)}
            >
              {texts.disconnect}
            </button>
          )}
        </div>
      )}
    </li>
  )
}

function LastUsed({ time, at }: { time: string | null | undefined; at: number }): ReactElement {
  const texts = useTexts(ACCOUNTS_TEXTS)
  if (!time) return <span>{texts.neverUsed}</span>
  const [before = '', after = ''] = texts.lastUsed.split(/{\w+}/)
  return (
    <time dateTime={time}>
      {before}
      {ago(time, at, texts.locale)}
      {after}
    </time>
  )
}
