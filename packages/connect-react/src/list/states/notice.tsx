import type { ReactElement } from 'react'
import { ACCOUNTS_TEXTS } from '@alter/connect/texts/accounts-texts'
import type { RequestError } from '@alter/connect/requests/request-error'
import { wordsFor } from '@alter/connect/words'
import { useTexts } from '../../surroundings/provider.tsx'

/** Props of the notice. */
export interface NoticeProps {
  /** Why the list could not be loaded. */
  error: RequestError
  /** Loads the list again. */
  onRetry: () => void
  /** Replaces the retry when the session is over. Default: trying again. */
  onSignIn?: (() => void) | undefined
}

/** Codes after which the user must sign in, because another try would fail as well. */
const SESSION_OVER: ReadonlySet<string> = new Set(['user_token_required', 'invalid_user_token'])

/** Says why the list could not be loaded, and offers to try again or to sign in. */
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
