import type { Approvals } from '../approvals/approvals.ts'
import type { Audit } from '../audit-event.ts'
import type { Logos } from '../brand/logos.ts'
import type { AgentStore } from '../identity/keys/agent-store.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Wallet } from '../wallet/wallet.ts'
import type { Grants } from './grants.ts'
import type { Ground } from './ground.ts'
import type { Identity } from './identity.ts'
import type { Providers } from './providers.ts'
import type { UseGrants } from './use.ts'
import type { Webhooks } from './webhooks.ts'

/** The rooms by name, for parts that need many of them. */
export interface Rooms {
  ground: Ground
  audit: Audit
  webhooks: Webhooks
  providers: Providers
  logos: Logos
  identity: Identity
  grants: Grants
  agents: AgentStore
  use: UseGrants
  approvals: Approvals
  sessions: Sessions
  wallet: Wallet
}
