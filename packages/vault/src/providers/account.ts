import * as openid from 'openid-client'
import { printableLabel } from '../label.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { IssuedTokens } from './authorization.ts'
import { type Asked, ProviderFailure, providerFailure } from './failure.ts'
import { missingScopes, type Provider, requestedScopes } from './provider.ts'
import { valueAt } from './value.ts'

/** Whose account at the provider was connected. */
export interface Account {
  /** Stable: never given to somebody else. */
  id: string
  /** Label for people; never empty. */
  identifier: string
  displayName: string | null
  email: string | null
}

/**
 * Learns the account from the ID token or the token response, and from the account document where those say too little.
 * Throws a `ProviderFailure`.
 */
export async function identifyAccount(
  provider: Provider,
  client: openid.Configuration,
  outbound: Outbound,
  tokens: IssuedTokens,
): Promise<Account> {
  // What the user left out at the provider may be what the document asks for.
  const isWhole = missingScopes(provider, requestedScopes(provider), tokens.scopes).length === 0
  const asked = isWhole ? 'account' : undefined
  try {
    const { id, identifier } = provider.account
    const labels = identifier.filter((field) => !id.includes(field))
    const claims = { ...tokens.extra, ...tokens.idToken }
    const enough = pick(claims, id) !== null && (labels.length === 0 || pick(claims, labels) !== null)
    if (enough) return readAccount(provider, claims, asked)
    const document = await accountDocument(provider, client, outbound, tokens)
    return readAccount(provider, { ...claims, ...document }, asked)
  } catch (error) {
    throw providerFailure(provider, error, asked)
  }
}

type Claims = Record<string, unknown>

async function accountDocument(
  provider: Provider,
  client: openid.Configuration,
  outbound: Outbound,
  { accessToken, idToken }: IssuedTokens,
): Promise<Claims> {
  const endpoint = client.serverMetadata().userinfo_endpoint
  const request = provider.account_request
  if (endpoint === undefined || request === null) return {}
  // Graph’s document, say, is none of OpenID: nothing in it is called `sub`.
  const isOpenid = provider.userinfo_endpoint === undefined || provider.account.id.includes('sub')
  if (idToken && isOpenid) return openid.fetchUserInfo(client, accessToken, idToken.sub)
  const response = await fetchAccount(provider, request, endpoint, outbound, accessToken)
  if (response.status !== 200) {
    throw new Error('no account document', { cause: response })
  }
  const document: unknown = await response.json()
  return typeof document === 'object' && document !== null ? { ...document } : {}
}

/** Asks for the account document of an access token. Throws as {@link Outbound.fetch} does. */
export function fetchAccount(
  provider: Provider,
  { method, headers, body }: NonNullable<Provider['account_request']>,
  endpoint: string,
  outbound: Outbound,
  accessToken: string,
): Promise<Response> {
  return outbound.fetch(endpoint, {
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'alter-vault',
      ...headers,
      ...credentialHeader(provider, accessToken),
    },
    ...(body !== undefined && { body }),
  })
}

/** The header by which an access token reaches the provider's API. */
export function credentialHeader({ credential }: Provider, token: string): Record<string, string> {
  const { header, scheme } = credential
  return { [header]: scheme === null ? token : `${scheme} ${token}` }
}

function readAccount(provider: Provider, claims: Claims, asked: Asked | undefined): Account {
  const { account } = provider
  const id = pick(claims, account.id)
  if (id === null) throw unnamed(provider, 'did not say whose account this is', asked)
  // Cut, it could be the id of another account; and not every database stores every character.
  if (id.length > LONGEST_ID || /[\p{Cc}\p{Cs}]/u.test(id)) {
    const said = `gave an account id that is longer than ${LONGEST_ID} characters or not readable`
    throw unnamed(provider, said, asked)
  }
  const email = pick(claims, account.email)
  return {
    id,
    identifier: label(pick(claims, account.identifier)) ?? label(id) ?? provider.name,
    displayName: label(pick(claims, account.display_name)),
    // Cut, it would be another address.
    email: label(email) === email ? email : null,
  }
}

function unnamed({ name }: Provider, said: string, fault: Asked | undefined): ProviderFailure {
  const code = fault === undefined ? 'provider_error' : 'provider_misconfigured'
  return new ProviderFailure(code, `${name} ${said}.`, { fault })
}

/** As OpenID Connect limits `sub`. @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
const LONGEST_ID = 255
const LONGEST_LABEL = 200

function label(text: string | null): string | null {
  return (text !== null && printableLabel(text, LONGEST_LABEL)) || null
}

function pick(claims: Claims, paths: string[]): string | null {
  for (const path of paths) {
    const value = valueAt(claims, path)
    if (value !== null) return value
  }
  return null
}
