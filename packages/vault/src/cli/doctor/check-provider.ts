import { ConfigError } from '../../config-error.ts'
import type { Settings } from '../../config/settings.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { checkClient } from '../../providers/client-check.ts'
import type { ProviderClients } from '../../providers/client.ts'
import type { Provider } from '../../providers/provider.ts'
import { refusesRedirectUri } from '../../providers/redirect-uri-check.ts'
import { withRemedy } from '../../providers/setup-fault.ts'
import { redirectUri } from '../../sessions/callback-routes.ts'

export interface ProviderCheckParts {
  appId: string
  settings: Settings
  clients: ProviderClients
  outbound: Pick<Outbound, 'fetch'>
}

/**
 * Checks that a provider is reachable and accepts the configured client.
 * @returns remarks on what stays uncertain; empty when all is well
 * @throws {ConfigError} with the provider, the setting and what to do
 * @throws {ProviderFailure} when the provider is out of reach
 */
export async function checkProvider(
  { appId, settings, clients, outbound }: ProviderCheckParts,
  provider: Provider,
): Promise<string[]> {
  const client = await clients(provider)
  const { token_endpoint: endpoint } = client.serverMetadata()
  // Such an endpoint depends on the grant, for example on its shop.
  if (endpoint === undefined || endpoint.includes('{')) return []
  const callback = redirectUri(settings, provider.id)
  const place = { appId, providerId: provider.id, redirectUri: callback }
  const check = await checkClient(provider, client, callback)
  if (check.status === 'refused') throw new ConfigError(withRemedy(check.said, check.what, place))
  const notes: string[] = []
  if (check.status !== 'accepted') {
    notes.push(`${check.said} Only the first connect shows whether its client_secret is right`)
  }
  if (await refusesRedirectUri(provider, client, outbound, callback)) {
    notes.push(
      withRemedy(
        `${provider.name} refuses the authorization request for its redirect URI`,
        'redirect_uri',
        place,
      ),
    )
  }
  return notes
}
