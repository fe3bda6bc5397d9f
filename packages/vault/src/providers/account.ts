import * as openid from 'openid-client'
import type { IssuedTokens } from './authorization.ts'
import { ProviderFailure, providerFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** Whose account at the provider was connected. */
export interface Account {
  /** Stable: never given to somebody else. */
  id: string
  /** Label for people; never empty. */
  identifier: string
  displayName: string | null
  email: string | null
}

/** Learns the account from the ID token, or from the account document where that says too little. */
export const identifyAccount = async (
  provider: Provider,
  client: openid.Configuration,
  tokens: IssuedTokens,
): Promise<Account> => {
  try {
    const { id, identifier } = provider.account
    const labels = identifier.filter((field) => !id.includes(field))
    const claims = tokens.idToken ?? {}
    const enough = pick(claims, id) !== null && (labels.length === 0 || pick(claims, labels) !== null)
    return readAccount(
      provider,
      enough ? claims : { ...claims, ...(await accountDocument(provider, client, tokens)) },
    )
  } catch (error) {
    throw providerFailure(provider, error)
  }
}

type Claims = Record<string, unknown>

const accountDocument = async (
  provider: Provider,
  client: openid.Configuration,
  { accessToken, idToken }: IssuedTokens,
): Promise<Claims> => {
  const endpoint = client.serverMetadata().userinfo_endpoint
  if (endpoint === undefined) return {}
  if (idToken) return openid.fetchUserInfo(client, accessToken, idToken.sub)
  const headers = new Headers({ accept: 'application/json' })
  const response = await openid.fetchProtectedResource(
    client,
    accessToken,
    new URL(endpoint),
    'GET',
    null,
    headers,
  )
  if (response.status !== 200) {
    throw new ProviderFailure('provider_error', `${provider.name} answered with status ${response.status}.`)
  }
  const document: unknown = await response.json()
  return typeof document === 'object' && document !== null ? { ...document } : {}
}

const readAccount = (provider: Provider, claims: Claims): Account => {
  const { account } = provider
  const id = pick(claims, account.id)
  if (id === null) {
    throw new ProviderFailure('provider_error', `${provider.name} did not say whose account this is.`)
  }
  return {
    id,
    identifier: pick(claims, account.identifier) ?? id,
    displayName: pick(claims, account.display_name),
    email: pick(claims, account.email),
  }
}

const pick = (claims: Claims, fields: string[]): string | null => {
  for (const field of fields) {
    const value = claims[field]
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return null
}
