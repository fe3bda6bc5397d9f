import { randomBytes } from 'node:crypto'
import * as openid from 'openid-client'
import { type ClientFault, clientFaultOf } from './setup-fault.ts'
import { type ProviderFailure, providerFailure } from './failure.ts'
import type { Provider } from './provider.ts'
import { UNNAMED } from './token-response.ts'

/** The token endpoint's answer about the vault's own registration. */
export type ClientCheck =
  | { status: 'accepted' }
  /** `said`: the provider's own words. */
  | { status: 'refused'; what: ClientFault; said: string }
  /** The endpoint answered in a way that does not tell whether the client is valid. */
  | { status: 'unclear'; said: string }

/**
 * Requests tokens with an invalid code. A server authenticates the client first: it answers `invalid_client` for an
 * invalid client and `invalid_grant` for a valid one. The request changes nothing.
 * @throws {ProviderFailure} `provider_unreachable`; `provider_misconfigured` when the vault may not call the address
 * @see RFC 6749 §5.2
 */
export async function checkClient(
  provider: Provider,
  client: openid.Configuration,
  redirectUri: string,
): Promise<ClientCheck> {
  const madeUp = randomBytes(32).toString('base64url')
  try {
    await openid.genericGrantRequest(client, 'authorization_code', {
      code: madeUp,
      redirect_uri: redirectUri,
      ...(provider.pkce && { code_verifier: madeUp }),
      ...provider.token_parameters,
      ...provider.exchange_parameters,
    })
  } catch (error) {
    return judge(providerFailure(provider, error))
  }
  return { status: 'unclear', said: `${provider.name} gave tokens for a code that nobody issued.` }
}

function judge(failure: ProviderFailure): ClientCheck {
  const { code, oauthError, subject, cause, message: said, fault } = failure
  const isUnasked = code === 'provider_misconfigured' && fault === undefined
  if (code === 'provider_unreachable' || isUnasked) throw failure
  const what = clientFaultOf(failure)
  if (what !== undefined) return { status: 'refused', what, said }
  // A `WWW-Authenticate` challenge asks for other credentials than those sent.
  if (cause instanceof openid.WWWAuthenticateChallengeError && failure.status === 401) {
    return { status: 'refused', what: 'credentials', said }
  }
  // Words without a code may say anything, also that the client is unknown.
  const isNamed = oauthError !== undefined && oauthError !== UNNAMED
  return !isNamed || subject === 'outage' ? { status: 'unclear', said } : { status: 'accepted' }
}
