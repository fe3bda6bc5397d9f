import type { SetupFault } from '@alter/protocol'
import type { Fault, ProviderFailure } from './failure.ts'

/** What the provider refused about the client that the vault is registered as. */
export type ClientFault = Exclude<SetupFault, 'request'>

/**
 * What a token endpoint refused about the client; `undefined` when its refusal is about something else.
 * @see RFC 6749 §5.2
 */
export function clientFaultOf({ fault }: ProviderFailure): ClientFault | undefined {
  return fault === 'credentials' || fault === 'redirect_uri' || fault === 'grant_type' || fault === 'scopes'
    ? fault
    : undefined
}

/** Where the client is configured, and with what it is registered. */
export interface ClientPlace {
  appId: string
  providerId: string
  /** Absent in a refresh, which sends no redirect URI. */
  redirectUri?: string
}

const FAULTS: ReadonlySet<string> = new Set<Fault>([
  'credentials',
  'redirect_uri',
  'grant_type',
  'scopes',
  'request',
  'issuer',
  'token_endpoint',
  'account',
  'id_token',
])

/** Whether a stored text is the name of a fault. */
export function isFault(text: string | null): text is Fault {
  return text !== null && FAULTS.has(text)
}

/** The provider's words, and what to do about them. */
export function withRemedy(said: string, fault: Fault, place: ClientPlace): string {
  return `${/[.!?]$/.test(said) ? said : `${said}.`} ${remedyFor(fault, place)}`
}

/** The failure in words for a developer. If the operator can correct it, the text says how. */
export function describeFailure(
  { message, fault }: Pick<ProviderFailure, 'message' | 'fault'>,
  place: ClientPlace,
): string {
  return fault === undefined ? message : withRemedy(message, fault, place)
}

function remedyFor(fault: Fault, { appId, providerId, redirectUri }: ClientPlace): string {
  const place = `${appId}: providers.${providerId}`
  switch (fault) {
    case 'credentials':
      return `Compare client_id and client_secret of ${place} with what the provider's console shows. Check there whether the secret was replaced or has expired. client_authentication must be the method that the provider expects.`
    case 'redirect_uri':
      return `Register ${redirectUri ?? 'the address of the vault’s callback'} as a redirect URI of the client of ${place}.`
    case 'grant_type':
      return redirectUri === undefined
        ? `Allow refresh tokens (the grant type refresh_token) for the client of ${place} in the provider's console.`
        : `Allow the authorization code flow for the client of ${place} in the provider's console.`
    case 'scopes':
      return `Correct scopes of ${place}, or allow these scopes for its client in the provider's console.`
    case 'request':
      return `Correct authorization_parameters and pkce of ${place}: the provider refuses the request that they produce.`
    case 'issuer':
      return `Compare issuer of ${place} with the provider's documentation, or name the endpoints instead.`
    case 'token_endpoint':
      return `Compare token_endpoint of ${place} with the provider's documentation.`
    case 'account':
      return `Compare userinfo_endpoint and account of ${place} with the provider's documentation, and check whether its scopes allow the vault to read the account.`
    case 'id_token':
      return `Compare issuer, client_id and id_token_algorithms of ${place} with what the provider signs.`
  }
  return fault satisfies never
}
