import * as openid from 'openid-client'
import type { Outbound, OutboundInit } from '../outbound/outbound.ts'
import { credentialHeader } from './account.ts'
import { providerFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** Tokens to revoke; either may be unknown. */
export interface HeldTokens {
  accessToken: string | null
  refreshToken: string | null
}

/**
 * Asks the provider to revoke tokens; false when it has no way to do so and was not asked. Throws a `ProviderFailure`.
 * @see RFC 7009
 */
export async function revokeAtProvider(
  provider: Provider,
  client: openid.Configuration,
  outbound: Outbound,
  { accessToken, refreshToken }: HeldTokens,
): Promise<boolean> {
  // Revoking the refresh token also ends its access tokens, but not the other way round.
  const token = refreshToken ?? accessToken
  const endpoint = client.serverMetadata().revocation_endpoint
  if (token === null || endpoint === undefined) return false
  const standard = { rfc7009: token, rfc7009_access_token: accessToken }
  try {
    if (provider.revocation === 'rfc7009' || provider.revocation === 'rfc7009_access_token') {
      const given = standard[provider.revocation]
      if (given !== null) await openid.tokenRevocation(client, given)
      return given !== null
    }
    if (accessToken === null) return false
    const { status } = await outbound.fetch(endpoint, REQUESTS[provider.revocation](provider, accessToken))
    if (!DONE.has(status)) throw new Error(`status ${status}`)
    return true
  } catch (error) {
    const failure = providerFailure(provider, error)
    // The server cannot revoke this kind of token. @see RFC 7009 §2.2.1
    if (failure.oauthError?.toLowerCase() === 'unsupported_token_type') return false
    throw failure
  }
}

/** 401, 404 and 422 say that the token is already invalid, which is the goal. */
const DONE = new Set([200, 204, 401, 404, 422])

const REQUESTS: Record<
  Exclude<Provider['revocation'], 'rfc7009' | 'rfc7009_access_token'>,
  (provider: Provider, accessToken: string) => OutboundInit
> = {
  own_token: (provider, accessToken) => ({
    method: 'POST',
    headers: credentialHeader(provider, accessToken),
  }),
  /** @see https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-token */
  github: (provider, accessToken) => ({
    method: 'DELETE',
    headers: {
      ...basic(provider.client_id, provider.client_secret ?? ''),
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'user-agent': 'alter-vault',
    },
    body: JSON.stringify({ access_token: accessToken }),
  }),
  /** @see https://docs.stripe.com/connect/oauth-reference#post-deauthorize */
  stripe: ({ client_id, client_secret, values }) => ({
    method: 'POST',
    headers: basic(client_secret ?? '', ''),
    body: new URLSearchParams({ client_id, stripe_user_id: values['account'] ?? '' }),
  }),
}

function basic(user: string, password: string): Record<string, string> {
  return {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  }
}
