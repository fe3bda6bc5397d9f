import type { ConnectError } from '../errors.ts'
import type { ConnectState } from '../outcome.ts'
import { CONNECT_ERROR_TEXTS, type ConnectErrorTexts, type HelpTexts } from '../texts/help-texts.ts'
import type { RequestErrorTexts } from '../texts/request-error-texts.ts'
import { wordsFor } from '../words.ts'

/** Why a flow has connected nothing, in words; nothing while it runs, and where another one took its place. */
export function flowReason(state: ConnectState, texts: HelpTexts): string | undefined {
  if (state.status === 'blocked') return texts.connectErrors.popup_blocked
  if (state.status === 'exit') return state.reason === 'replaced' ? undefined : texts.left
  return state.status === 'error' ? connectWords(state.error, texts) : undefined
}

/** Why a flow failed, in words; what the backend said where it gave no session. */
export function connectWords(
  { code, cause }: ConnectError,
  texts: { connectErrors?: ConnectErrorTexts; requestErrors: RequestErrorTexts },
): string {
  const { connectErrors = CONNECT_ERROR_TEXTS, requestErrors } = texts
  if (code !== 'session_failed') return wordsFor(connectErrors, code)
  const { code: problem } = Object(cause)
  if (typeof problem === 'string' && Object.hasOwn(requestErrors, problem))
    return callWords(requestErrors, problem)
  return navigator.onLine ? wordsFor(connectErrors, code) : requestErrors.network_error
}

/** Why a call failed that a user made by a button. The words for `offline` tell of a list that is missing. */
export function callWords(texts: RequestErrorTexts, code: string): string {
  return wordsFor(texts, code === 'offline' ? 'network_error' : code)
}
