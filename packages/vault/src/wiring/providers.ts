import { createRefusals, type Refusals } from '../grants/refusals.ts'
import { createProviderClients, type ProviderClients } from '../providers/client.ts'
import type { Ground } from './ground.ts'

/** The clients of the providers, and their refusals. */
export interface Providers {
  refusals: Refusals
  clients: ProviderClients
}

export function wireProviders({ storage, outbound, watch, now }: Ground): Providers {
  const refusals = createRefusals(storage, now)
  return { refusals, clients: createProviderClients(outbound, now, watch) }
}
