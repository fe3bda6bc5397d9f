import { type ReactElement, useId } from 'react'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'
import type { Leftover } from './answers.ts'
import { ConnectAction } from './connect-action.tsx'
import type { ConnectedAccount } from './account-list.ts'
import type { ProviderGroup } from './groups.ts'
import { healthOf } from './health.ts'
import type { AccountsParts } from './parts.ts'
import { useTexts } from './provider.tsx'
import { fill } from './words.ts'
import type { ConnectCallbacks } from './connect-target.ts'

export interface ProviderAccountsProps {
  group: ProviderGroup
  /** When the list was fetched, in milliseconds since the epoch. */
  at: number
  /** What went wrong here last. */
  problem: string | undefined
  /** What the last disconnecting left at the provider. */
  leftover: Leftover | undefined
  callbacks: ConnectCallbacks
  onConnect: () => void
  onDisconnect: (account: ConnectedAccount) => void
  onMakeDefault: (account: ConnectedAccount) => void
  parts: AccountsParts
}

/** One provider: its accounts, and the way to one more. */
export function ProviderAccounts(props: ProviderAccountsProps): ReactElement {
  const { group, at, problem, leftover, callbacks, onConnect, onDisconnect, onMakeDefault, parts } = props
  const { id, name, logoUrl, accounts } = group
  const texts = useTexts(ACCOUNTS_TEXTS)
  const titleId = useId()
  const isConnected = accounts.length > 0
  const isChoice = accounts.filter(({ status }) => status === 'active').length > 1
  return (
    <li className="alter-provider" data-connected={isConnected} data-provider={id}>
      <div className="alter-provider-header">
        <parts.Logo src={logoUrl ?? null} />
        <h3 className="alter-provider-name" id={titleId}>
          {name}
        </h3>
        {!isConnected && <span className="alter-provider-status">{texts.notConnected}</span>}
        <div className="alter-actions">
          <ConnectAction
            {...callbacks}
            provider={id}
            target={titleId}
            text={isConnected ? texts.add : texts.connectIt}
            onClick={onConnect}
          />
        </div>
      </div>
      {problem && (
        <p className="alter-problem" data-kind="error">
          {problem}
        </p>
      )}
      {leftover && (
        <p className="alter-problem" data-kind="leftover">
          {fill(texts.stillAllowed, name)}{' '}
          {leftover.manageUrl !== undefined && (
            <a href={leftover.manageUrl} rel="noopener noreferrer" target="_blank">
              {fill(texts.endThere, name)}
            </a>
          )}
        </p>
      )}
      {isConnected && (
        <ul aria-labelledby={titleId} className="alter-account-list">
          {accounts.map((account) => {
            const health = healthOf(account, texts, group.scopeLabels)
            return (
              <parts.Account
                account={account}
                at={at}
                callbacks={callbacks}
                canBeDefault={isChoice && !account.is_default && health.status === 'good'}
                health={health}
                isDefault={isChoice && account.is_default}
                key={account.grant_id}
                parts={parts}
                onDisconnect={() => onDisconnect(account)}
                onMakeDefault={() => onMakeDefault(account)}
              />
            )
          })}
        </ul>
      )}
    </li>
  )
}
