import * as openid from 'openid-client'
import type { Outbound } from '../outbound/outbound.ts'
import { providerFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** Tokens to be given back; either may be unknown. */
export interface HeldTokens {
  accessToken: string | null
  refreshToken: string | null
}

/**
 * Asks the provider to revoke what was issued; a provider without a way to do so is left alone. Throws a
 * `ProviderFailure`.
 * @see RFC 7009
 */
export const revokeAtProvider = async (
  provider: Provider,
  client: openid.Configuration,
  outbound: Outbound,
  { accessToken, refreshToken }: HeldTokens,
): Promise<void> => {
  // Revoking the refresh token ends its access tokens too, not the other way round.
  const token = refreshToken ?? accessToken
  if (token === null) return
  try {
    if (provider.revocation === 'github') await revokeAtGitHub(provider, outbound, accessToken)
    else if (client.serverMetadata().revocation_endpoint !== undefined)
      await openid.tokenRevocation(client, token)
  } catch (error) {
    throw providerFailure(provider, error)
  }
}

/** @see https://docs.github.com/en/rest/apps/oauth-applications#delete-an-app-token */
const revokeAtGitHub = async (
  provider: Provider,
  outbound: Outbound,
  accessToken: string | null,
): Promise<void> => {
  if (accessToken === null) return
  const credentials = Buffer.from(`${provider.client_id}:${provider.client_secret ?? ''}`).toString('base64')
  const response = await outbound.fetch(
    `https://api.github.com/applications/${encodeURIComponent(provider.client_id)}/token`,
    {
      method: 'DELETE',
      headers: {
        authorization: `Basic ${credentials}`,
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        'user-agent': 'alter-vault',
      },
      body: JSON.stringify({ access_token: accessToken }),
    },
  )
  // 404 and 422: GitHub no longer knows the token, which is what was wanted.
  if (![204, 404, 422].includes(response.status)) throw new Error(`status ${response.status}`)
}
