import { isAlterError } from '../errors/guard.ts'

/** Receives an error that becomes an answer, for the app's log. */
export type OnError = (error: unknown) => void

/**
 * Codes of errors that only the backend's developers or operators can correct. For the others the user's page offers
 * the right button.
 */
const FOR_THE_OPERATOR: ReadonlySet<string> = new Set([
  'invalid_api_key',
  'insufficient_scope',
  'internal_error',
  'network_error',
  'provider_misconfigured',
  'timeout',
])

/** Logs to the console for a backend without its own log. Otherwise its own faults would only show as an empty 500. */
export const logUnexpected: OnError = (error) => {
  if (!isAlterError(error) || FOR_THE_OPERATOR.has(error.code)) console.error(error)
}
