import { type ReactElement, useId } from 'react'
import { AccountItem } from './account-item.tsx'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { healthOf } from '@alter/connect/accounts/health'
import { ConnectAction } from '../button/connect-action.tsx'
import { loadListParts } from './later/list-parts.ts'
import { useLater } from '../rendering/use-later.ts'
import type { ProviderItemProps } from './replaceable-parts.ts'
import { ProviderLogo } from '../providers/provider-logo.tsx'
import { useTexts } from '../surroundings/provider.tsx'

/**
 * One provider with its accounts, and a button to connect another.
 * @example
 * <ConnectedAccounts parts={{ Provider: (props) => <ProviderItem {...props} headingLevel={4} /> }} />
 */
export function ProviderItem(props: ProviderItemProps): ReactElement {
  const { group, headingLevel = 3, problem, leftover, fresh, callbacks, parts = {}, at, undoTime } = props
  const { onConnect, onDisconnect, onMakeDefault, onRemoveAgent } = props
  const { id, name, logoUrl, accounts, words } = group
  const texts = useTexts(ACCOUNTS_TEXTS)
  const titleId = useId()
  const later = useLater(loadListParts, leftover !== undefined)
  const isConnected = accounts.length > 0
  const isChoice = accounts.filter(({ status }) => status === 'active').length > 1
  const Heading = `h${headingLevel}` as const
  const { Account = AccountItem, Logo = ProviderLogo } = parts
  return (
    <li className="alter-provider" data-connected={isConnected} data-provider={id}>
      <div className="alter-provider-header">
        <Logo name={name} src={logoUrl ?? null} />
        <div className="alter-provider-title">
          <Heading className="alter-provider-name" id={titleId}>
            {name}
          </Heading>
          {!isConnected && <span className="alter-provider-status">{texts.notConnected}</span>}
        </div>
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
      {leftover && later && <later.LeftoverNote leftover={leftover} name={name} />}
      {isConnected && (
        <ul aria-labelledby={titleId} className="alter-account-list">
          {accounts.map((account) => {
            const health = healthOf(account, texts, words)
            return (
              <Account
                account={account}
                at={at}
                callbacks={callbacks}
                canBeDefault={isChoice && !account.is_default && health.status === 'good'}
                headingLevel={headingLevel}
                health={health}
                isDefault={isChoice && account.is_default}
                isNew={fresh?.has(account.grant_id) ?? false}
                key={account.grant_id}
                parts={parts}
                undoTime={undoTime}
                words={words}
                onDisconnect={() => onDisconnect?.(account)}
                onMakeDefault={() => onMakeDefault?.(account)}
                onRemoveAgent={(agent) => onRemoveAgent?.(account, agent)}
              />
            )
          })}
        </ul>
      )}
    </li>
  )
}
