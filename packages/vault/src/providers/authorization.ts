import * as openid from 'openid-client'
import { noteSpent } from '../storage/effects.ts'
import { ProviderFailure, providerFailure } from './failure.ts'
import { type IdToken, readIdToken } from './id-token.ts'
import { comparableAnswer } from './issuer.ts'
import { parseScopes, type Provider, requestedScopes } from './provider.ts'
import { assertSigned } from './signed-callback.ts'
import { ID_TOKEN, readRefreshLife } from './token-response.ts'

/** An authorization request, and what must be kept until the answer arrives. */
export interface Authorization {
  url: string
  state: string
  /** PKCE code verifier. */
  verifier: string
  nonce: string | null
  scopes: string[]
}

/** Tokens as a provider issued them. */
export interface IssuedTokens {
  accessToken: string
  refreshToken: string | null
  /** Life of the access token in seconds; `null` when the provider does not say. */
  expiresIn: number | null
  /** Life of the refresh token in seconds; `null` when the provider does not say, or says that it does not expire. */
  refreshExpiresIn: number | null
  /** Scopes that were granted. */
  scopes: string[]
  idToken: IdToken | null
  /** Other members of the token response. */
  extra: Record<string, unknown>
}

export interface AuthorizationOptions {
  redirectUri: string
  /** Label of the account to preselect; `null` for none. */
  accountHint: string | null
  /**
   * Whether it is certain that the user came from the app. If not, the provider is asked to show account choice and
   * consent.
   */
  proven: boolean
}

/**
 * Creates an authorization request with `state`, PKCE S256 where the provider supports it, and a `nonce` for OpenID
 * Connect.
 * @see RFC 9700 §2.1
 */
export async function createAuthorization(
  provider: Provider,
  client: openid.Configuration,
  { redirectUri, accountHint, proven }: AuthorizationOptions,
): Promise<Authorization> {
  const state = openid.randomState()
  const verifier = openid.randomPKCECodeVerifier()
  const nonce = provider.openid ? openid.randomNonce() : null
  const scopes = requestedScopes(provider)
  const { prompt: configured, ...parameters } = provider.authorization_parameters
  const hinted = proven && accountHint !== null
  const prompt = promptOf(provider, { configured, hinted, proven })
  const url = openid.buildAuthorizationUrl(client, {
    ...parameters,
    ...provider.prompt.instead,
    response_type: 'code',
    redirect_uri: redirectUri,
    ...(scopes.length > 0 && { [provider.scope_parameter]: scopes.join(provider.scope_separator) }),
    state,
    ...(provider.pkce && {
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
    ...(nonce !== null && { nonce }),
    ...(prompt !== '' && { prompt }),
    ...(hinted && provider.login_hint !== null && { [provider.login_hint]: accountHint }),
  })
  return { url: url.href, state, verifier, nonce, scopes }
}

/**
 * The value of `prompt`: what protects the user, together with what the operator wants. `none`, an answer without the
 * user, is never requested.
 */
function promptOf(
  { prompt: { always, choose_account, unproven, single } }: Provider,
  { configured = '', hinted, proven }: { configured: string | undefined; hinted: boolean; proven: boolean },
): string {
  const ours = [always, hinted ? [] : choose_account, proven ? [] : unproven]
  const theirs = configured.split(/\s+/).filter((value) => value !== '' && value.toLowerCase() !== 'none')
  const all = [...(single ? ours.toReversed() : ours), theirs].flat()
  return [...new Set(single ? all.slice(0, 1) : all)].join(' ')
}

/**
 * Checks `state` and `iss` of the authorization response and exchanges its code. A requested ID token is checked by its
 * nonce. Throws a `ProviderFailure`.
 * @see RFC 9207
 */
export async function exchangeCode(
  provider: Provider,
  client: openid.Configuration,
  callback: URL,
  expected: { state: string; verifier: string; nonce: string | null; scopes: string[] },
): Promise<IssuedTokens> {
  try {
    assertSigned(provider, callback)
    assertNotDenied(provider, callback)
    const checks = {
      expectedState: expected.state,
      ...(provider.pkce && { pkceCodeVerifier: expected.verifier }),
    }
    const { issuer, id_token_signing_alg_values_supported: algorithms } = client.serverMetadata()
    const answer = comparableAnswer(provider, issuer, callback)
    const parameters = { ...provider.token_parameters, ...provider.exchange_parameters }
    noteSpent()
    const response = await openid.authorizationCodeGrant(client, answer, checks, parameters)
    const tokens = issuedTokens(provider, response, expected.scopes)
    if (expected.nonce === null) return tokens
    const signer = { issuer: provider.issuer === undefined ? null : issuer, algorithms }
    return { ...tokens, idToken: await readIdToken(provider, signer, response[ID_TOKEN], expected.nonce) }
  } catch (error) {
    throw providerFailure(provider, error, 'token_endpoint')
  }
}

/** Detects a refusal without `error`, in a parameter that OAuth 1 used. */
function assertNotDenied({ name }: Provider, { searchParams }: URL): void {
  if (!searchParams.has('denied') || searchParams.has('code') || searchParams.has('error')) return
  throw new ProviderFailure('access_denied', `${name} was not given consent.`)
}

/** The members of a token response that are read. */
interface TokenResponse {
  access_token: string
  refresh_token?: string | undefined
  [ID_TOKEN]?: unknown
  expires_in?: number | undefined
  scope?: string | undefined
  [more: string]: unknown
}

/** Without a scope in the response, the granted scopes are the requested ones. @see RFC 6749 §5.1 */
export function issuedTokens(provider: Provider, response: TokenResponse, askedFor: string[]): IssuedTokens {
  const { access_token, refresh_token, [ID_TOKEN]: _, expires_in, scope, ...extra } = response
  if (access_token.trim() === '') {
    throw new ProviderFailure('provider_error', `${provider.name} issued an empty access token.`)
  }
  // The error of an invalid header would quote the token later. @see RFC 6749 appendix A.12
  if (!/^[\x20-\x7e]+$/.test(access_token)) {
    throw new ProviderFailure(
      'provider_error',
      `${provider.name} issued a token with characters that are not allowed in a header.`,
    )
  }
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    expiresIn: expires_in ?? null,
    refreshExpiresIn: readRefreshLife(extra),
    scopes: scope === undefined ? askedFor : parseScopes(scope),
    idToken: null,
    extra,
  }
}
