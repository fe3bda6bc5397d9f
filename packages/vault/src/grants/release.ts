import type { ProviderRevocation } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import type { Log } from '../log.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { ProviderClients } from '../providers/client.ts'
import { fillProvider } from '../providers/fill.ts'
import type { Provider } from '../providers/provider.ts'
import { type HeldTokens, revokeAtProvider } from '../providers/revocation.ts'
import type { StoredGrant } from './grant.ts'
import type { GrantStore } from './store.ts'

/**
 * Asks the provider to revoke tokens, unless that would end another live grant, and returns the result. Never throws,
 * because the vault has deleted the tokens anyway.
 */
export type ReleaseTokens = (
  provider: Provider,
  tokens: HeldTokens,
  holder: Holder,
) => Promise<ProviderRevocation>

/** The account of the tokens, if known, and the grant that held them, if any. */
export interface Holder {
  accountId: string | null
  grantId: string
}

export function createReleaseTokens(
  apps: App[],
  store: GrantStore,
  clients: ProviderClients,
  outbound: Outbound,
  log: Log,
): ReleaseTokens {
  return async (provider, tokens, { accountId, grantId }) => {
    try {
      if (provider.revoking_ends_authorization) {
        // An unknown account may be connected in another grant. Letting the token expire does less harm.
        if (accountId === null) return 'not_supported'
        const held = { id: grantId, clientId: provider.client_id, accountId }
        const others = await store.ofAccount(held)
        if (others.some((other) => isAtServer(apps, other, provider))) return 'not_supported'
      }
      const isAsked = await revokeAtProvider(provider, await clients(provider), outbound, tokens)
      return isAsked && provider.revocation_ends_access ? 'done' : 'not_supported'
    } catch (error) {
      log.warn({ err: error, provider: provider.id, grant: grantId }, 'the provider did not revoke a token')
      return 'failed'
    }
  }
}

/** Whether a grant is at the same server. Apps may give one server two names, or two servers one name. */
function isAtServer(apps: App[], grant: StoredGrant, provider: Provider): boolean {
  const configured = apps.find(({ id }) => id === grant.appId)?.providers.get(grant.provider)
  if (!configured) return false
  const other = fillProvider(configured, grant.fields)
  // When the token endpoint is configured, the issuer is only a name.
  if (provider.token_endpoint !== undefined && other.token_endpoint !== undefined) {
    return isSameAddress(provider.token_endpoint, other.token_endpoint)
  }
  return (
    provider.issuer !== undefined &&
    other.issuer !== undefined &&
    isSameAddress(provider.issuer, other.issuer)
  )
}

function isSameAddress(one: string, other: string): boolean {
  return normalized(one) === normalized(other)
}

function normalized(address: string): string {
  return URL.parse(address)?.href ?? address
}
