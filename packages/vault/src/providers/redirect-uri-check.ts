import type * as openid from 'openid-client'
import type { Outbound } from '../outbound/outbound.ts'
import { createAuthorization } from './authorization.ts'
import type { Provider } from './provider.ts'

/** Matches words about the redirect URI. Inside an address they are only a repetition of the request. */
const SPOKEN_OF = /redirect[\s_-]?ur[il]s?(?![\w=%])/i

/**
 * Whether the provider answers an authorization request with a page that complains about the redirect URI. A server
 * must not send the browser to an unknown URI, so the vault hears nothing of this error in a real flow. Many providers
 * ask for a sign-in first; then the answer is `false`.
 * @see RFC 6749 §4.1.2.1
 */
export async function refusesRedirectUri(
  provider: Provider,
  client: openid.Configuration,
  outbound: Pick<Outbound, 'fetch'>,
  redirectUri: string,
): Promise<boolean> {
  try {
    const asked = await createAuthorization(provider, client, {
      redirectUri,
      accountHint: null,
      proven: true,
    })
    const response = await outbound.fetch(asked.url, { headers: { accept: 'text/html' } })
    return response.status === 400 && SPOKEN_OF.test(await response.text())
  } catch {
    // Browsers reach this address; this machine may not.
    return false
  }
}
