import type { Admission } from './admission.ts'
import type { Approvals } from './approvals/approvals.ts'
import type { Audit } from './audit-event.ts'
import { createLogos } from './brand/logos.ts'
import type { AccessTokens } from './grants/access.ts'
import { createHandler, type Handler } from './handler.ts'
import type { KnownKeys } from './identity/keys/known-keys.ts'
import type { Metrics } from './metrics.ts'
import type { Outbound } from './outbound/outbound.ts'
import { createStreams } from './proxy/streams.ts'
import type { Sessions } from './sessions/sessions.ts'
import { startUpkeep, type Upkeep } from './upkeep.ts'
import { createWebhookSender, type WebhookSender } from './webhooks/sender.ts'
import { wireAgents } from './wiring/agents.ts'
import { wireApprovals } from './wiring/approvals.ts'
import { wireAudit } from './wiring/audit.ts'
import type { Foundation } from './wiring/foundation.ts'
import { wireGrants } from './wiring/grants.ts'
import { wireGround } from './wiring/ground.ts'
import { wireIdentity } from './wiring/identity.ts'
import { wireProviders } from './wiring/providers.ts'
import type { Rooms } from './wiring/rooms.ts'
import { wireRoutes } from './wiring/routes.ts'
import { wireSessions } from './wiring/sessions.ts'
import { wireTasks } from './wiring/tasks.ts'
import { wireUse } from './wiring/use.ts'
import { wireWallet } from './wiring/wallet.ts'
import { wireWebhooks } from './wiring/webhooks.ts'

/** What the vault uses of its rooms: routes to call, and work to wait for and to end. */
interface Works {
  handle: Handler
  admission: Admission
  sessions: Sessions
  approvals: Approvals
  metrics: Metrics
  upkeep: Upkeep
  tokens: AccessTokens
  webhooks: WebhookSender
  outbound: Outbound
  audit: Audit
  keys: KnownKeys
}

/** Creates the rooms of a vault, each from those before it, and starts its upkeep. */
export function wire(foundation: Foundation): Works {
  const ground = wireGround(foundation)
  const { settings, storage, outbound, metrics, admission, log, now } = ground
  const { apps, publicUrl } = settings

  const audit = wireAudit(ground)
  const webhooks = wireWebhooks(ground)
  const providers = wireProviders(ground)
  const logos = createLogos(apps, publicUrl, outbound, log)
  const identity = wireIdentity(ground)
  const streams = createStreams()
  const grants = wireGrants({ ground, audit, providers, webhooks, onEnd: (grant) => streams.check(grant) })
  const agents = wireAgents(ground, grants)
  const use = wireUse(ground, grants, streams)
  const below = { ground, audit, webhooks, providers, logos, identity, grants, agents, use }
  const approvals = wireApprovals(below)
  const sessions = wireSessions(below)
  const wallet = wireWallet({ ...below, approvals })
  const rooms: Rooms = { ...below, approvals, sessions, wallet }

  const routes = wireRoutes(rooms)
  const sender = createWebhookSender(apps, storage, outbound, log, now)
  const upkeep = startUpkeep(wireTasks(rooms), log)
  const handle = createHandler({ routes, metrics, log, now })
  return {
    handle,
    admission,
    sessions,
    approvals,
    metrics,
    upkeep,
    tokens: grants.tokens,
    webhooks: sender,
    outbound,
    audit,
    keys: identity.keys,
  }
}
