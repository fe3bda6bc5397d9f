import { hasEnded } from './session.ts'
import type { MockSession } from './state.ts'

/** Where a full-page flow returns to once there is an outcome: with the session id, or with the whole result. */
export function landingUrl(session: MockSession): string | undefined {
  if (!hasEnded(session)) return undefined
  const url = new URL(session.returnUrl)
  const ours = new URLSearchParams(parameters(session))
  // The app's own parameters stay as they were written.
  const theirs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !ours.has(pair.split('=')[0] ?? ''))
  url.search = [...theirs, ours.toString()].join('&')
  return url.href
}

function parameters(session: MockSession): Record<string, string> {
  if (session.shortReturn) return { alter_connect_session: session.id }
  const last = session.grants.at(-1)
  if (session.status !== 'completed' || last === undefined) {
    return {
      alter_connect_error: 'true',
      error_code: session.error ?? 'access_denied',
      error_description: session.errorDescription ?? 'The user left before anything was connected.',
    }
  }
  const { grant_id, provider, provider_name, account_identifier, timestamp, operation, scopes, status } = last
  return {
    alter_connect_success: 'true',
    grant_id,
    provider,
    provider_name,
    account_identifier,
    timestamp,
    operation,
    scopes: scopes.join(','),
    status,
  }
}
