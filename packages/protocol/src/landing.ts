import { hasEnded, type SessionCourse } from './session-rules.ts'

/**
 * Address to which a full-page flow returns with its outcome. `@alter/connect` receives only the session id and asks
 * the vault; the published client reads the result from the URL.
 */
export function landingUrl(session: SessionCourse): string | null {
  if (session.returnUrl === null || !hasEnded(session)) return null
  const url = new URL(session.returnUrl)
  const ours = new URLSearchParams(landingParameters(session))
  // The app's own parameters stay as written. `searchParams` would rewrite them.
  const theirs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !ours.has(nameOf(pair)))
  url.search = [...theirs, ours.toString()].join('&')
  return url.href
}

function nameOf(pair: string): string {
  return new URLSearchParams(pair).keys().next().value ?? ''
}

function landingParameters(session: SessionCourse): Record<string, string> {
  if (session.shortReturn) return { alter_connect_session: session.id }
  const last = session.grants.at(-1)
  if (session.status !== 'completed' || !last) {
    return {
      alter_connect_error: 'true',
      error_code: session.error ?? 'access_denied',
      error_description: session.errorDescription ?? 'The user left before anything was connected.',
    }
  }
  return {
    alter_connect_success: 'true',
    grant_id: last.grant_id,
    provider: last.provider,
    provider_name: last.provider_name,
    account_identifier: last.account_identifier,
    timestamp: last.timestamp,
    operation: last.operation,
    scopes: last.scopes.join(','),
    status: last.status,
  }
}
