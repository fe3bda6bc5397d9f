import type * as openid from 'openid-client'
import type { Outbound } from '../outbound/outbound.ts'
import { fetchAccount } from './account.ts'
import type { Provider } from './provider.ts'
import { valueAt } from './value.ts'

/**
 * The provider's answer to a request for the account document. `unclear`: neither yes nor no, such as a missing
 * permission. `unreachable`: no answer. `none`: the provider has no such document.
 */
export type AccountWord = 'accepted' | 'refused' | 'unclear' | 'unreachable' | 'none'

/** Asks for the account document, which every valid token may read. Never throws. */
export async function askAccount(
  provider: Provider,
  client: openid.Configuration,
  outbound: Outbound,
  accessToken: string,
): Promise<AccountWord> {
  const endpoint = client.serverMetadata().userinfo_endpoint
  const request = provider.account_request
  if (endpoint === undefined || request === null) return 'none'
  try {
    const response = await fetchAccount(provider, request, endpoint, outbound, accessToken)
    if (response.status === 401 || (await refusesToken(provider, response.status, () => response.json()))) {
      return 'refused'
    }
    if (response.ok) return 'accepted'
    return response.status >= 500 || response.status === 429 ? 'unreachable' : 'unclear'
  } catch {
    return 'unreachable'
  }
}

/** Whether an answer refuses the token in a way that only the provider's entry knows. */
export async function refusesToken(
  { token_refusal: refusal }: Provider,
  status: number,
  read: () => unknown,
): Promise<boolean> {
  if (refusal?.status !== status) return false
  try {
    const body = await read()
    if (typeof body !== 'object' || body === null) return false
    const said = valueAt({ ...body }, refusal.at)
    return said !== null && refusal.is.includes(said)
  } catch {
    return false
  }
}
