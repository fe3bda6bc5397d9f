import { createPolicies } from '../policies/policies.ts'
import { createRateCheck } from '../policies/rate-limit.ts'
import { createHeldBodies } from '../proxy/held-bodies.ts'
import type { UseParts } from '../proxy/use.ts'
import type { Streams } from '../proxy/streams.ts'
import type { Grants } from './grants.ts'
import type { Ground } from './ground.ts'

/** The parts for using a grant, in the proxy or after a human's yes. */
export type UseGrants = Omit<UseParts, 'callers' | 'askApproval'>

export function wireUse(
  { settings, outbound, count, log, now }: Ground,
  { known, delegated, tokens }: Grants,
  streams: Streams,
): UseGrants {
  return {
    grants: known,
    delegated,
    tokens,
    streams,
    heldBodies: createHeldBodies(),
    policies: createPolicies(createRateCheck(count, now), log, now),
    dispatcher: outbound.dispatcher,
    providerTimeout: settings.providerTimeout,
    now,
  }
}
