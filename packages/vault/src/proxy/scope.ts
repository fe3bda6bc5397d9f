import type { Answer } from './forward.ts'

/**
 * Whether a provider refused for lack of scope.
 * @see RFC 6750 §3.1
 */
export const refusesScope = ({ statusCode, headers }: Answer): boolean => {
  const challenge = [headers['www-authenticate'] ?? ''].flat().join(',')
  if (statusCode === 403 && /\berror="?insufficient_scope\b/.test(challenge)) return true
  return (statusCode === 403 || statusCode === 404) && lacksGitHubScope(headers)
}

/** @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
const lacksGitHubScope = (headers: Answer['headers']): boolean => {
  const granted = headers['x-oauth-scopes']
  const accepted = headers['x-accepted-oauth-scopes']
  if (typeof granted !== 'string' || typeof accepted !== 'string' || accepted.trim() === '') return false
  const has = new Set(list(granted))
  return !list(accepted).some((scope) => has.has(scope))
}

const list = (scopes: string): string[] => scopes.split(',').map((scope) => scope.trim())
