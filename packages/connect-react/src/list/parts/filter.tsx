import { type ReactElement, useEffect, useId, useState } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import { FILTER_TEXTS } from '@alter/connect/texts/filter-texts'
import { hideFromEyes } from '../../rendering/live-region.ts'
import { fill, pluralOf } from '@alter/connect/words'
import { useTexts } from '../../surroundings/provider.tsx'

export interface FilterProps {
  query: string
  /** Number of matching providers. */
  found: number
  onQuery: (query: string) => void
}

/** Finds an app or an account in a long list. */
export function Filter({ query, found, onQuery }: FilterProps): ReactElement {
  const texts = useTexts(FILTER_TEXTS)
  const { locale } = useTexts(ACCOUNTS_TEXTS)
  const id = useId()
  const isSearching = query.trim() !== ''
  const words =
    found > 0 ? fill(pluralOf(texts.found, locale, found), String(found)) : fill(texts.noMatch, query)
  const heard = useSettled(isSearching ? words : '')
  return (
    <>
      <div className="alter-filter" role="search">
        <label className="alter-loading" htmlFor={id}>
          {texts.filter}
        </label>
        <input
          autoComplete="off"
          className="alter-filter-input"
          id={id}
          placeholder={texts.filter}
          type="search"
          value={query}
          onChange={({ target }) => onQuery(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && query !== '') {
              event.preventDefault()
              onQuery('')
            }
          }}
        />
        <span ref={hideFromEyes} role="status">
          {heard}
        </span>
      </div>
      {isSearching && found === 0 && (
        <div className="alter-empty">
          <p>{words}</p>
          <button className="alter-action" data-kind="primary" type="button" onClick={() => onQuery('')}>
            {texts.showAll}
          </button>
        </div>
      )}
    </>
  )
}

/** The text, once it has not changed for about the time of typing a letter. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), 400)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
