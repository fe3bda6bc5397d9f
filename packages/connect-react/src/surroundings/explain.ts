/** What to do about a mistake, by the code of a problem, a request or a flow. */
const FIXES: Readonly<Record<string, string>> = {
  origin_not_allowed: 'Add the origin of this page to origins, of alterRoutes and of the app in the vault.',
  user_token_required:
    'Sign the user in before this is shown: userToken of alterRoutes, or a handler before it, found no user in the request.',
  invalid_user_token:
    'Let userToken of alterRoutes return a JWT with the issuer and audience that the vault knows.',
  unknown_provider: 'Compare provider with the ids that GET /api/alter/providers lists.',
  provider_not_configured: "Check the provider's client id and secret in the config of the vault.",
  not_found: 'Compare basePath here with where alterRoutes is mounted.',
  invalid_response: 'Compare basePath here with where alterRoutes is mounted.',
  internal_error: "The log of the app's backend says why.",
  provider_unreachable: 'Start the vault, and compare baseUrl of new App() with its address.',
  popup_blocked: 'Call connect() in the click handler, and await nothing before it.',
}

/** Codes of a user's actions, which need no fix by a developer. */
const BY_THE_USER = new Set(['aborted', 'access_denied', 'scope_denied', 'session_expired'])

/**
 * Writes a mistake with its fix to the developer's console. It contains no token and no key.
 * @param written messages that are in the console already; a new one is added
 */
export function explain(error: unknown, written: Set<string>): void {
  const { name, code, message, cause } = Object(error)
  // A user closed the window while the session was minted.
  if (name === 'AbortError') return
  if (typeof message !== 'string' || BY_THE_USER.has(code) || written.has(message)) return
  written.add(message)
  const fix = [Object(cause).code, code].map((key) => FIXES[key]).find((text) => text !== undefined)
  // oxlint-disable-next-line no-console -- it is what this file is for; production does not load it
  console.warn(`[alter] ${message}${fix === undefined ? '' : ` ${fix}`}`)
}
