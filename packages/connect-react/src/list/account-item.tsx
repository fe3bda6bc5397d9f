import { type ReactElement, useEffect, useId, useRef, useState } from 'react'
import type { AccountPhase } from '@alter/connect/accounts/account-list'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { healthOf } from '@alter/connect/accounts/health'
import { inTime } from '@alter/connect/in-time'
import { ago, fill } from '@alter/connect/words'
import { ConnectAction } from '../button/connect-action.tsx'
import { loadListParts } from './later/list-parts.ts'
import { useLater } from '../rendering/use-later.ts'
import type { AccountItemProps } from './replaceable-parts.ts'
import { useTexts } from '../surroundings/provider.tsx'

/**
 * One account: its state, and what can be done about it. The parts that its menu opens load with the first press.
 * @example
 * <ul>
 *   {list.connections.map((account) => (
 *     <AccountItem account={account} key={account.grant_id} onDisconnect={() => list.disconnect(account.grant_id)} />
 *   ))}
 * </ul>
 */
export function AccountItem(props: AccountItemProps): ReactElement {
  const { account, words, isDefault = false, isNew = false, callbacks } = props
  const { grant_id, provider, account_identifier: label, account_display_name: name, last_used_at } = account
  const texts = useTexts(ACCOUNTS_TEXTS)
  const [now] = useState(Date.now)
  const { at = now } = props
  const { health = healthOf(account, texts, words) } = props
  const id = useId()
  const [phase, setPhase] = useState<AccountPhase>('closed')
  /** Counts how often the menu was wanted: once when the pointer or the focus comes near, and with each press. */
  const [wanted, want] = useState(0)
  const [isLost, setLost] = useState(false)
  const menuButton = useRef<HTMLButtonElement>(null)
  const later = useLater(loadListParts, wanted || !!account.delegations?.[0])
  const isResting = phase === 'closed' || phase === 'menu' || phase === 'details'
  const isWaiting = phase === 'menu' && !later

  useEffect(() => {
    let isOver = !isWaiting
    if (isWaiting) {
      inTime(loadListParts()).catch(() => {
        if (isOver) return
        setPhase('closed')
        setLost(true)
      })
    }
    return () => {
      isOver = true
    }
  }, [isWaiting])

  function comeNear(): void {
    want((times) => times || 1)
  }
  function press(next: (before: AccountPhase) => AccountPhase): void {
    want((times) => times + 1)
    setLost(false)
    setPhase(next)
  }

  return (
    <li
      className="alter-account"
      data-grant={grant_id}
      data-new={isNew || undefined}
      data-phase={phase}
      data-status={health.status}
    >
      <div className="alter-account-text">
        <p className="alter-account-name">
          <bdi className="alter-account-label" id={id}>
            {label}
          </bdi>
          {isDefault && <span className="alter-badge">{texts.default}</span>}
        </p>
        <p className="alter-account-meta">
          {name && name !== label && <bdi>{name}</bdi>}
          {last_used_at ? (
            <time dateTime={last_used_at}>{fill(texts.lastUsed, ago(last_used_at, at, texts.locale))}</time>
          ) : (
            <span>{texts.neverUsed}</span>
          )}
        </p>
        {health.status !== 'good' && <p className="alter-problem">{health.reason}</p>}
        {isLost && (
          <p className="alter-problem" data-kind="error" role="alert">
            {texts.requestErrors.network_error}
          </p>
        )}
      </div>
      {isResting && (
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
          <button
            aria-expanded={phase === 'menu'}
            aria-haspopup="menu"
            aria-labelledby={`${id}-more ${id}`}
            className="alter-action"
            data-kind="more"
            id={`${id}-menu`}
            ref={menuButton}
            type="button"
            onClick={() => {
              press((before) => (before === 'menu' ? 'closed' : 'menu'))
            }}
            onFocus={comeNear}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
              event.preventDefault()
              press(() => 'menu')
            }}
            onPointerEnter={comeNear}
          >
            <span aria-hidden="true">⋯</span>
            <span className="alter-loading" id={`${id}-more`}>
              {texts.more}
            </span>
          </button>
        </div>
      )}
      {later && (
        <later.AccountActions
          {...props}
          health={health}
          menuButton={menuButton}
          phase={phase}
          setPhase={setPhase}
        />
      )}
    </li>
  )
}
