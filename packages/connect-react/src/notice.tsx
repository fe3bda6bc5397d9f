import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'
import { useTexts } from './provider.tsx'
import type { RequestError } from './request-error.ts'
import { wordsFor } from './words.ts'

export interface NoticeProps {
  error: RequestError
  onRetry: () => void
}

/** Says why the list could not be fetched, and tries again. */
export function Notice({ error, onRetry }: NoticeProps): ReactElement {
  const texts = useTexts(ACCOUNTS_TEXTS)
  return (
    <div className="alter-notice" data-code={error.code} role="alert">
      <p>{wordsFor(texts.requestErrors, error.code)}</p>
      <button className="alter-action" type="button" onClick={onRetry}>
        {texts.retry}
      </button>
    </div>
  )
}
