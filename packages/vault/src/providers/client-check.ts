import { randomBytes } from 'node:crypto'
import * as openid from 'openid-client'
import { type ClientFault, clientFaultOf } from './setup-fault.ts'
import { type ProviderFailure, providerFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** What a token endpoint says of the vault's own registration. */
export type ClientCheck =
  | { status: 'accepted' }
  /** `said`: in the provider's own words. */
  | { status: 'refused'; what: ClientFault; said: string }
  /** It answered, but not with what tells the client from the code. */
  | { status: 'unclear'; said: string }

/**
 * Asks for tokens with a code that nobody issued. A server authenticates the client before it looks at the code: it
 * refuses the one as `invalid_client`, the other as `invalid_grant`. Neither changes anything there.
 * @throws {ProviderFailure} `provider_unreachable`; `provider_misconfigured` where the vault may not ask at its address
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
  // A challenge asks for other credentials than those that came.
  if (cause instanceof openid.WWWAuthenticateChallengeError && failure.status === 401) {
    return { status: 'refused', what: 'credentials', said }
  }
  return oauthError === undefined || subject === 'outage'
    ? { status: 'unclear', said }
    : { status: 'accepted' }
}
