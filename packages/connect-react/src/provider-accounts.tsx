import { useId, useState } from 'react'
import type { ReactElement } from 'react'
import { AccountItem } from './account-item.tsx'
import { ConnectAction } from './connect-action.tsx'
import type { ProviderGroup } from './groups.ts'
import { ProviderLogo } from './provider-logo.tsx'
import { texts } from './texts.ts'
import type { ConnectCallbacks } from './use-connect.ts'

export interface ProviderAccountsProps extends ConnectCallbacks {
  group: ProviderGroup
  /** When the list was fetched, in milliseconds since the epoch. */
  at: number
  announce: (message: string) => void
}

/** One provider: its accounts, and the way to one more. */
export function ProviderAccounts({ group, at, announce, ...callbacks }: ProviderAccountsProps): ReactElement {
  const { id, name, logoUrl, accounts } = group
  const titleId = useId()
  const [problem, setProblem] = useState<string>()
  const connected = accounts.length > 0
  const usable = accounts.filter((account) => account.status === 'active')
  const told: ConnectCallbacks = {
    ...callbacks,
    onError(error) {
      setProblem(texts.connectError(error.code))
      callbacks.onError?.(error)
    },
  }
  return (
    <li className="alter-provider" data-connected={connected} data-provider={id}>
      <div className="alter-provider-header">
        <ProviderLogo name={name} src={logoUrl} />
        <h3 className="alter-provider-name" id={titleId}>
          {name}
        </h3>
        {!connected && <span className="alter-provider-status">{texts.notConnected}</span>}
        <div className="alter-actions">
          <ConnectAction
            {...told}
            label={connected ? texts.addTo(name) : texts.connect(name)}
            provider={id}
            text={connected ? texts.add : texts.connect()}
            onClick={() => setProblem(undefined)}
          />
        </div>
      </div>
      {problem && (
        <p className="alter-problem" data-kind="error">
          {problem}
        </p>
      )}
      {connected && (
        <ul aria-labelledby={titleId} className="alter-account-list">
          {accounts.map((account) => (
            <AccountItem
              {...told}
              account={account}
              announce={announce}
              at={at}
              key={account.grant_id}
              several={usable.length > 1}
            />
          ))}
        </ul>
      )}
    </li>
  )
}
