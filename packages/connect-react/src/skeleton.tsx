import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'
import { useTexts } from './provider.tsx'

export interface SkeletonProps {
  rows: number
}

/** Holds the place of a list that is being fetched. */
export function Skeleton({ rows }: SkeletonProps): ReactElement {
  return (
    <>
      <p className="alter-loading">{useTexts(ACCOUNTS_TEXTS).loading}</p>
      <ul aria-hidden="true" className="alter-provider-list">
        {Array.from({ length: rows }, (_, row) => (
          <li className="alter-provider" data-skeleton="" key={row}>
            <div className="alter-provider-header">
              <span className="alter-logo" />
              <span className="alter-bone" />
              <span className="alter-bone" data-kind="action" />
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
