import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { useTexts } from '../../surroundings/provider.tsx'

/** Props of the skeleton. */
export interface SkeletonProps {
  /** Expected number of providers. */
  rows: number
  /** Accounts of each provider when the list was last shown. Default: none. */
  accounts?: readonly number[] | undefined
}

/** Keeps the place of a list while it loads. */
export function Skeleton({ rows, accounts }: SkeletonProps): ReactElement {
  return (
    <>
      <p className="alter-loading">{useTexts(ACCOUNTS_TEXTS).loading}</p>
      <ul aria-hidden="true" className="alter-provider-list">
        {Array.from({ length: rows }, (_, row) => (
          <li className="alter-provider" data-connected={Boolean(accounts?.[row])} data-skeleton="" key={row}>
            <div className="alter-provider-header">
              <span className="alter-logo" />
              <span className="alter-bone" />
              <span className="alter-bone" data-kind="action" />
            </div>
            <div className="alter-account-list">
              {Array.from({ length: accounts?.[row] ?? 0 }, (_nothing, account) => (
                <div className="alter-account" key={account}>
                  <span className="alter-bone" data-kind="account" />
                </div>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
