import type { ReactElement } from 'react'
import { texts } from './texts.ts'

/** Holds the place of a list that is being fetched. */
export function Skeleton({ rows }: { rows: number }): ReactElement {
  return (
    <>
      <p className="alter-loading">{texts.loading}</p>
      <ul aria-hidden="true" className="alter-provider-list">
        {Array.from({ length: rows }, (_, row) => (
          <li className="alter-provider" data-skeleton="" key={row}>
            <div className="alter-provider-header">
              <span className="alter-logo" data-placeholder="loading" />
              <span className="alter-bone" />
              <span className="alter-bone" data-kind="action" />
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
