import type { ConnectError } from '../errors.ts'
import { CONNECT_ERROR_TEXTS, type ConnectErrorTexts } from './connect-error-texts.ts'
import type { RequestErrorTexts } from './request-error-texts.ts'
import { wordsFor } from './words.ts'

/** Why a flow failed, in words; what the backend said where it gave no session. */
export function connectWords(
  { code, cause }: ConnectError,
  texts: { connectErrors?: ConnectErrorTexts; requestErrors: RequestErrorTexts },
): string {
  const { connectErrors = CONNECT_ERROR_TEXTS, requestErrors } = texts
  if (code !== 'session_failed') return wordsFor(connectErrors, code)
  const { code: problem } = Object(cause)
  if (typeof problem === 'string' && Object.hasOwn(requestErrors, problem))
    return wordsFor(requestErrors, problem)
  return navigator.onLine ? wordsFor(connectErrors, code) : requestErrors.network_error
}
