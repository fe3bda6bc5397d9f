import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from './accounts-texts.ts'
import { useTexts } from './provider.tsx'
import type { RequestError } from './request-error.ts'
import { wordsFor } from './words.ts'

export interface NoticeProps {
  error: RequestError
  onRetry: () => void
}

/** Trying again brings nothing: the text says to sign in. */
const SIGNED_OUT = new Set<string>(['invalid_user_token', 'user_token_required'])

/** Says why the list could not be fetched, and tries again. */
export function Notice({ error, onRetry }: NoticeProps): ReactElement {
  const texts = useTexts(ACCOUNTS_TEXTS)
  return (
    <div className="alter-notice" data-code={error.code} role="alert">
      <p>{wordsFor(texts.requestErrors, error.code)}</p>
      {!SIGNED_OUT.has(error.code) && (
        <button className="alter-action" type="button" onClick={onRetry}>
          {texts.retry}
        </button>
      )}
    </div>
  )
}
