import type { Log } from '../log.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { ProviderClients } from '../providers/client.ts'
import type { Provider } from '../providers/provider.ts'
import { revokeAtProvider } from '../providers/revocation.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import type { GrantStore } from './store.ts'

/** Gives tokens back to the provider, unless that would end another live grant. Never throws: they are gone here anyway. */
export type ReleaseTokens = (
  provider: Provider,
  tokens: HeldTokens,
  /** The account they belong to, where it is known; and the grant that held them. */
  holder: { accountId: string | null; grantId: string },
) => Promise<void>

export const createReleaseTokens =
  (store: GrantStore, clients: ProviderClients, outbound: Outbound, log: Log): ReleaseTokens =>
  async (provider, tokens, { accountId, grantId }) => {
    try {
      const held = {
        id: grantId,
        provider: provider.id,
        clientId: provider.client_id,
        accountId: accountId ?? '',
      }
      // An unknown account may be one that is connected already: leaving a token to expire is the lesser harm.
      const shared = accountId === null || (await store.sharesAuthorization(held))
      if (provider.revoking_ends_authorization && shared) return
      await revokeAtProvider(provider, await clients(provider), outbound, tokens)
    } catch (error) {
      log.warn({ err: error, provider: provider.id, grant: grantId }, 'the provider did not revoke a token')
    }
  }
