import type { Audit } from '../audit-event.ts'
import { type AccessTokens, createAccessTokens } from '../grants/access.ts'
import { createDelegatedGrants, type DelegatedGrants } from '../grants/delegated.ts'
import { createDelegationSeals } from '../grants/delegation-seal.ts'
import { createDelegationStore, type DelegationStore } from '../grants/delegations.ts'
import type { AgentDelegationParts } from '../grants/end-agent-delegations.ts'
import { createKnownDelegations } from '../grants/known-delegations.ts'
import { createKnownGrants, type GrantFinder } from '../grants/known.ts'
import { createReleaseTokens } from '../grants/release.ts'
import { createRevocations, type Revocations } from '../grants/revocations.ts'
import { createGrantSeals } from '../grants/seal.ts'
import { createGrantStore, type GrantStore } from '../grants/store.ts'
import type { Ground } from './ground.ts'
import type { Providers } from './providers.ts'
import type { Webhooks } from './webhooks.ts'

/** Grants and delegations: stored, kept in memory, renewed and revoked. */
export interface Grants {
  store: GrantStore
  known: GrantFinder
  delegations: DelegationStore
  delegated: DelegatedGrants
  revocations: Revocations
  tokens: AccessTokens
  /** What ending the delegations of an agent needs. */
  agentDelegations: AgentDelegationParts
}

interface GrantsParts {
  ground: Ground
  audit: Audit
  providers: Providers
  webhooks: Webhooks
  /** Called with each grant that ended, or of which a delegation ended. */
  onEnd: (grant: string) => void
}

export function wireGrants({ ground, audit, providers, webhooks, onEnd }: GrantsParts): Grants {
  const {
    settings,
    storage,
    keyring,
    outbound,
    metrics,
    watch,
    leases,
    standing,
    onAltered,
    log,
    logSeldom,
    now,
  } = ground
  const { apps, providerTimeout } = settings
  const { clients, refusals } = providers
  const { noteEvent } = webhooks
  const seals = createGrantSeals(keyring, ({ id, appId, provider }) =>
    onAltered('a grant', { grant: id, app: appId, provider }),
  )
  const delegations = createDelegationStore({
    storage,
    seals: createDelegationSeals(keyring, ({ id, appId }) =>
      onAltered('a delegation', { delegation: id, app: appId }),
    ),
    noteEvent,
    now,
    onEnd,
  })
  const store = createGrantStore({ storage, keyring, seals, noteEvent, now, onEnd })
  const release = createReleaseTokens(apps, store, clients, outbound, log)
  const revocations = createRevocations({ apps, storage, keyring, release, noteEvent, log, now })
  const tokens = createAccessTokens({
    leases,
    store,
    keyring,
    clients,
    revocations,
    refusals,
    outbound,
    metrics,
    audit,
    log,
    logSeldom,
    providerTimeout,
    now,
  })
  watch('refreshes', tokens.inFlight)

  const known = createKnownGrants(standing, store, watch)
  const knownDelegations = createKnownDelegations({ standing, store: delegations, storage, now }, watch)
  return {
    store,
    known,
    delegations,
    delegated: createDelegatedGrants(known, knownDelegations),
    revocations,
    tokens,
    agentDelegations: { storage, seals, noteEvent, now, onEnd },
  }
}
