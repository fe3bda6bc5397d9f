import type { ProviderFailure } from './failure.ts'

/** What a provider refused of the client that the vault is registered as there. */
export type ClientFault = 'credentials' | 'redirect_uri' | 'grant_type' | 'scopes'

const BY_ERROR = new Map<string, ClientFault>([
  // No standard names it; GitHub does, and others after it.
  ['redirect_uri_mismatch', 'redirect_uri'],
  ['unauthorized_client', 'grant_type'],
  ['unsupported_grant_type', 'grant_type'],
  ['unsupported_response_type', 'grant_type'],
  ['invalid_scope', 'scopes'],
])

/** What the operator can mend; `undefined` where the refusal is about something else. @see RFC 6749 §5.2 */
export function clientFaultOf({ oauthError, subject }: ProviderFailure): ClientFault | undefined {
  const known = BY_ERROR.get(oauthError?.toLowerCase() ?? '')
  return known ?? (subject === 'client' ? 'credentials' : undefined)
}

/** Where the client is configured, and what it is registered with. */
export interface ClientPlace {
  appId: string
  providerId: string
  redirectUri: string
}

/** What was said, and what to do about it. */
export function withRemedy(said: string, fault: ClientFault, place: ClientPlace): string {
  return `${/[.!?]$/.test(said) ? said : `${said}.`} ${remedyFor(fault, place)}`
}

function remedyFor(fault: ClientFault, { appId, providerId, redirectUri }: ClientPlace): string {
  const place = `${appId}: providers.${providerId}`
  switch (fault) {
    case 'credentials':
      return `Compare client_id and client_secret of ${place} with what the provider's console shows, and whether the secret was replaced or has ended there; client_authentication must name the way the provider wants them.`
    case 'redirect_uri':
      return `Register ${redirectUri} as a redirect URI of the client of ${place}.`
    case 'grant_type':
      return `Allow the client of ${place} the authorization code flow in the provider's console.`
    case 'scopes':
      return `Correct scopes of ${place}, or allow its client those scopes in the provider's console.`
  }
  return fault satisfies never
}
