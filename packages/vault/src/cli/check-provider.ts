import { ConfigError } from '../config-error.ts'
import type { Settings } from '../config/settings.ts'
import { checkClient, type ClientCheck } from '../providers/client-check.ts'
import type { ProviderClients } from '../providers/client.ts'
import type { Provider } from '../providers/provider.ts'
import { redirectUri } from '../sessions/callback-routes.ts'

export interface ProviderCheckParts {
  appId: string
  settings: Settings
  clients: ProviderClients
}

/**
 * Whether a provider is there and takes the client of the configuration.
 * @returns what is not known for certain; nothing where all is well
 * @throws {ConfigError} the provider, the setting and what to do
 * @throws {ProviderFailure} where it is out of reach
 */
export async function checkProvider(
  { appId, settings, clients }: ProviderCheckParts,
  provider: Provider,
): Promise<string[]> {
  const client = await clients(provider)
  const { token_endpoint: endpoint } = client.serverMetadata()
  // Where it is for a shop, say, each grant knows.
  if (endpoint === undefined || endpoint.includes('{')) return []
  const callback = redirectUri(settings, provider.id)
  const check = await checkClient(provider, client, callback)
  if (check.status === 'refused') {
    throw new ConfigError(
      `${check.said} ${remedy(check.what, `${appId}: providers.${provider.id}`, callback)}`,
    )
  }
  return check.status === 'accepted'
    ? []
    : [`${check.said} Whether its client_secret is right shows with the first connect`]
}

function remedy(
  what: Extract<ClientCheck, { status: 'refused' }>['what'],
  place: string,
  callback: string,
): string {
  switch (what) {
    case 'credentials':
      return `Compare client_id and client_secret of ${place} with what the provider's console shows, and whether the secret was replaced or has ended there; client_authentication must name the way the provider wants them.`
    case 'redirect_uri':
      return `Register ${callback} as a redirect URI of the client of ${place}.`
    case 'grant_type':
      return `Allow the client of ${place} the authorization code flow in the provider's console.`
  }
  return what satisfies never
}
