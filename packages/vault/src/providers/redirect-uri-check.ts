import type * as openid from 'openid-client'
import type { Outbound } from '../outbound/outbound.ts'
import { createAuthorization } from './authorization.ts'
import type { Provider } from './provider.ts'

/** Words about it. In an address it is only repeated. */
const SPOKEN_OF = /redirect[\s_-]?ur[il]s?(?![\w=%])/i

/**
 * Whether the provider answers an authorization request with an error that speaks of the redirect URI. A server must not
 * send the browser to a URI that it does not know, so it says so on a page of its own, and the vault hears nothing of it.
 * Many providers ask for a sign-in first: then the answer is `false`.
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
    // Browsers ask there, and this machine may not reach it.
    return false
  }
}
