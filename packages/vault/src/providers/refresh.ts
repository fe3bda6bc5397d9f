import { decodeJwt, type JWTPayload } from 'jose'
import * as openid from 'openid-client'
import { issuedTokens, type IssuedTokens } from './authorization.ts'
import { ProviderFailure, providerFailure } from './failure.ts'
import type { Provider } from './provider.ts'
import type { HeldTokens } from './revocation.ts'
import { ANSWERED, assertBearer, type Fields, isFields, readLife } from './token-response.ts'
import { valueAt } from './value.ts'

/** A provider's answer to a refresh, not yet checked. */
export interface RefreshAnswer {
  /** The tokens in it, usable or not. A refresh token in the answer has replaced the one that was sent. */
  held: HeldTokens
  /** Whether its ID token names another account. Nothing else in the ID token is checked. */
  isOfAnother(accountId: string): boolean
  /** The usable tokens. Throws a `ProviderFailure` when there are none. */
  judge(): IssuedTokens
}

/**
 * Exchanges a refresh token for new tokens. Throws a `ProviderFailure` when the provider refuses.
 * @param scopes the grant's scopes, for an answer that names none
 * @see RFC 6749 §6
 */
export async function refreshTokens(
  provider: Provider,
  client: openid.Configuration,
  refreshToken: string,
  scopes: string[],
): Promise<RefreshAnswer> {
  try {
    const { [ANSWERED]: answered } = await openid.refreshTokenGrant(
      client,
      refreshToken,
      provider.token_parameters,
    )
    const answer = isFields(answered) ? answered : {}
    return {
      held: { accessToken: textOf(answer, 'access_token'), refreshToken: textOf(answer, 'refresh_token') },
      isOfAnother: (accountId) => isOfAnother(provider, answer, accountId),
      judge: () => judge(provider, answer, scopes),
    }
  } catch (error) {
    throw providerFailure(provider, error, 'token_endpoint')
  }
}

function textOf(answer: Fields, name: string): string | null {
  const value = answer[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function judge(provider: Provider, answer: Fields, scopes: string[]): IssuedTokens {
  const { access_token: _, refresh_token: __, id_token: ___, token_type, expires_in, scope, ...rest } = answer
  const accessToken = textOf(answer, 'access_token')
  if (accessToken === null) {
    throw new ProviderFailure('provider_error', `${provider.name} issued no access token.`)
  }
  assertBearer(provider, token_type)
  const tokens = {
    ...rest,
    access_token: accessToken,
    refresh_token: textOf(answer, 'refresh_token') ?? undefined,
    expires_in: readLife(expires_in) ?? undefined,
    scope: typeof scope === 'string' ? scope : undefined,
  }
  return issuedTokens(provider, tokens, scopes)
}

/**
 * The answer came directly from the token endpoint, so it needs no signature check. A wrong clock or an unconfigured
 * algorithm says nothing about whose account it is.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse
 */
function isOfAnother(provider: Provider, answer: Fields, accountId: string): boolean {
  const claims = idTokenOf(answer)
  const [path] = provider.account.id
  if (!provider.openid || claims === null || path === undefined) return false
  const id = valueAt(claims, path)
  return id !== null && id !== accountId
}

function idTokenOf(answer: Fields): JWTPayload | null {
  try {
    return decodeJwt(textOf(answer, 'id_token') ?? '')
  } catch {
    return null
  }
}
