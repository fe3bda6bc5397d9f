import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import type { RequestError } from '@alter/connect/requests/request-error'
import { wordsFor } from '@alter/connect/words'
import { useTexts } from './provider.tsx'

/** What the notice is given. */
export interface NoticeProps {
  /** Why the list could not be fetched. */
  error: RequestError
  /** Fetches it again. */
  onRetry: () => void
  /** In place of it where the session is over; absent where the app has not said how to sign in. Default: trying again. */
  onSignIn?: (() => void) | undefined
}

/** The user has to sign in: trying again would end the same. */
const SESSION_OVER: ReadonlySet<string> = new Set(['user_token_required', 'invalid_user_token'])

/** Says why the list could not be fetched, and tries again, or signs in. */
export function Notice({ error, onRetry, onSignIn }: NoticeProps): ReactElement {
  const isOver = SESSION_OVER.has(error.code)
  const texts = useTexts(ACCOUNTS_TEXTS)
  return (
    <div className="alter-notice" data-code={error.code} role="alert">
      <p>{wordsFor(texts.requestErrors, error.code)}</p>
      {(!isOver || onSignIn) && (
        <button className="alter-action" type="button" onClick={isOver ? onSignIn : onRetry}>
          {isOver ? texts.signIn : texts.retry}
        </button>
      )}
    </div>
  )
}
