import { createRefusals, type Refusals } from '../grants/refusals.ts'
import { createProviderClients, type ProviderClients } from '../providers/client.ts'
import type { Ground } from './ground.ts'

/** The clients of the providers, and what those refused: a client that is served tells so. */
export interface Providers {
  refusals: Refusals
  clients: ProviderClients
}

export function wireProviders({ settings, storage, outbound, watch, log, now }: Ground): Providers {
  const refusals = createRefusals(storage, now)
  const clients = createProviderClients(outbound, settings.providerTimeout, now, watch, (client) => {
    refusals
      .served(client)
      .catch((error: unknown) => log.error({ err: error }, 'a served client was not noted'))
  })
  return { refusals, clients }
}
