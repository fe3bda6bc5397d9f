import * as openid from 'openid-client'
import { printableLabel } from '../label.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { IssuedTokens } from './authorization.ts'
import { type Asked, ProviderFailure, providerFailure } from './failure.ts'
import { missingScopes, type Provider, requestedScopes } from './provider.ts'
import { valueAt } from './value.ts'

/** The account that was connected at the provider. */
export interface Account {
  /** Stable id. The provider never gives it to another account. */
  id: string
  /** Label for people. Never empty. */
  identifier: string
  displayName: string | null
  email: string | null
}

/**
 * Finds the account in the ID token or the token response, and if these say too little, in the account document. Throws
 * a `ProviderFailure`.
 */
export async function identifyAccount(
  provider: Provider,
  client: openid.Configuration,
  outbound: Outbound,
  tokens: IssuedTokens,
): Promise<Account> {
  // If the user granted fewer scopes, the account document may be refused for lack of one.
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
    throw ofLongToken(providerFailure(provider, error, asked), tokens)
  }
}

/** The longest header that common servers accept. Characters. */
const USUAL_HEADER = 8192

/** What servers answer to a header that is too long for them; 494 is nginx's. */
const TOO_LONG = new Set([400, 413, 431, 494])

/**
 * A server that refuses the length of its provider's own token says nothing about a setting. Some cut the connection
 * instead.
 */
function ofLongToken(failure: ProviderFailure, { accessToken }: IssuedTokens): ProviderFailure {
  const { code, status, timedOut, cause, message } = failure
  if (accessToken.length <= USUAL_HEADER || timedOut) return failure
  const isRefused = status !== undefined && TOO_LONG.has(status)
  if (!isRefused && code !== 'provider_unreachable') return failure
  const why = `Its access token has ${accessToken.length} characters, and many servers take no more than ${USUAL_HEADER} in a header.`
  return new ProviderFailure(isRefused ? 'provider_error' : code, `${message} ${why}`, { cause, status })
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
  // Documents such as Microsoft Graph's are not those of OpenID Connect and have no `sub`.
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

/** The header that carries an access token to the provider's API. */
export function credentialHeader({ credential }: Provider, token: string): Record<string, string> {
  const { header, scheme } = credential
  return { [header]: scheme === null ? token : `${scheme} ${token}` }
}

function readAccount(provider: Provider, claims: Claims, asked: Asked | undefined): Account {
  const { account } = provider
  const id = pick(claims, account.id)
  if (id === null) throw unnamed(provider, 'did not say whose account this is', asked)
  // A shortened id could belong to another account, and some databases cannot store every character.
  if (id.length > LONGEST_ID || /[\p{Cc}\p{Cs}]/u.test(id)) {
    const said = `gave an account id that is longer than ${LONGEST_ID} characters or has control characters`
    throw unnamed(provider, said, asked)
  }
  const isVouchedFor = vouchesForEmail(claims, account.email_verified)
  const email = isVouchedFor ? pick(claims, account.email) : null
  const labels = isVouchedFor
    ? account.identifier
    : account.identifier.filter((path) => !account.email.includes(path))
  return {
    id,
    identifier: label(pick(claims, labels)) ?? label(id) ?? provider.name,
    displayName: label(pick(claims, account.display_name)),
    // A shortened address would be another address.
    email: label(email) === email ? email : null,
  }
}

/** Whether the provider stands for the e-mail address, or has no word on it. Apps may know users by it. */
function vouchesForEmail(claims: Claims, flags: string[] = ['email_verified', 'verified_email']): boolean {
  return flags.every((flag) => !Object.hasOwn(claims, flag) || VOUCHED.has(claims[flag]))
}

const VOUCHED = new Set<unknown>([true, 'true', 1])

function unnamed({ name }: Provider, said: string, fault: Asked | undefined): ProviderFailure {
  const code = fault === undefined ? 'provider_error' : 'provider_misconfigured'
  return new ProviderFailure(code, `${name} ${said}.`, { fault })
}

/** The limit that OpenID Connect sets for `sub`. @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken */
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
