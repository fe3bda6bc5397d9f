import { isAlterError } from './guard.ts'

/** Receives an error that becomes an answer, for the app's log. */
export type OnError = (error: unknown) => void

/** Errors that only the people who run the backend can mend. The user's page handles the others: it offers the right button. */
const FOR_THE_OPERATOR: ReadonlySet<string> = new Set([
  'invalid_api_key',
  'insufficient_scope',
  'internal_error',
  'network_error',
  'provider_misconfigured',
  'timeout',
])

/** The log of a backend that names none: without it, the reader's own fault would be an empty 500. */
export const logUnexpected: OnError = (error) => {
  if (!isAlterError(error) || FOR_THE_OPERATOR.has(error.code)) console.error(error)
}
