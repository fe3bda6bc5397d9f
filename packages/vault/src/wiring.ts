import { Hono } from 'hono'
import { type Admission, createAdmission } from './admission.ts'
import { type Approvals, createApprovals } from './approvals/approvals.ts'
import { createAudit } from './audit/audit.ts'
import type { Audit } from './audit-event.ts'
import { auditCalls } from './audit/calls.ts'
import { rememberPseudonyms } from './audit/pseudonyms.ts'
import { sweepAudit } from './audit/sweep.ts'
import type { Settings } from './config/settings.ts'
import type { Keyring } from './crypto/keyring.ts'
import { type AccessTokens, createAccessTokens } from './grants/access.ts'
import { createRefusals } from './grants/refusals.ts'
import { createReleaseTokens } from './grants/release.ts'
import { createRevocations } from './grants/revocations.ts'
import { revokeGrantsOf } from './grants/revoke-user.ts'
import { grantRoutes } from './grants/routes.ts'
import { createKnownGrants } from './grants/known.ts'
import { delegationRoutes } from './grants/delegation-routes.ts'
import { endDelegationsOfAgent, sweepAgentDelegations } from './grants/end-agent-delegations.ts'
import { createDelegatedGrants } from './grants/delegated.ts'
import { createDelegationSeals } from './grants/delegation-seal.ts'
import { createDelegationStore } from './grants/delegations.ts'
import { createKnownDelegations } from './grants/known-delegations.ts'
import { createGrantSeals } from './grants/seal.ts'
import { createGrantStore } from './grants/store.ts'
import { sweepEnds } from './grants/sweep-ends.ts'
import { noteArrivals } from './identity/arrivals.ts'
import { createCallers } from './identity/caller.ts'
import { sweepDeletions } from './identity/deleted.ts'
import { agentRoutes } from './identity/agent-routes.ts'
import { createAgentStore, sweepAgents } from './identity/agent-store.ts'
import { meRoute } from './identity/me-route.ts'
import { keyRoutes } from './identity/key-routes.ts'
import { createKeyStore, sweepKeys } from './identity/key-store.ts'
import { createKnownKeys, type KnownKeys } from './identity/known-keys.ts'
import { identityRoutes } from './identity/routes.ts'
import { createLogos } from './brand/logos.ts'
import { brandRoutes } from './brand/routes.ts'
import { createHandler, type Handler } from './handler.ts'
import type { Log } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { operationRoutes } from './operation.ts'
import { addressRule } from './outbound/address.ts'
import { createOutbound, type Outbound } from './outbound/outbound.ts'
import { pageRoutes } from './page/page.ts'
import { createPolicies } from './policies/policies.ts'
import { createRateCheck } from './policies/rate-limit.ts'
import { createUseLimit } from './policies/use-limit.ts'
import { createProviderClients } from './providers/client.ts'
import { providerRoutes } from './provider-routes.ts'
import { proxyRoute } from './proxy/route.ts'
import { createUploads } from './proxy/uploads.ts'
import { referenceRoutes } from './reference/routes.ts'
import { createSessions, type Sessions } from './sessions/sessions.ts'
import { createCounter, sweepCounters } from './storage/counter.ts'
import { createLeases } from './storage/lease.ts'
import type { Storage } from './storage/open.ts'
import type { Signals } from './storage/signals.ts'
import { createStanding } from './storage/standing.ts'
import { startUpkeep, type Upkeep } from './upkeep.ts'
import { createWallet } from './wallet/wallet.ts'
import { createOutbox } from './webhooks/outbox.ts'
import { createPost } from './webhooks/post.ts'
import { createWebhookSender, type WebhookSender } from './webhooks/sender.ts'

const SWEEP_INTERVAL = 3_600_000
/** Sessions and counters are made by whoever asks, so they go soon. Milliseconds. */
const SHORT_SWEEP = 60_000
/** What an operator approved on the command line is sent within so long. Milliseconds. */
const APPROVED_INTERVAL = 2000
/** A new data key seals within so long. Milliseconds. */
const KEY_INTERVAL = 30_000
/** When a key was used last is known to within so long. Milliseconds. */
const KEY_USE_INTERVAL = 60_000

/** What a vault stands on. */
export interface Foundation {
  settings: Settings
  storage: Storage
  signals: Signals
  keyring: Keyring
  now: () => number
  log: Log
}

/** What there is to call, to wait for and to end. */
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

/** Makes the parts of a vault on what it stands on, and begins its upkeep. */
export function wire({ settings, storage, signals, keyring, now, log }: Foundation): Works {
  const { apps, publicUrl, providerTimeout } = settings
  const outbound = createOutbound(
    addressRule(settings.allowPrivateNetwork),
    providerTimeout,
    undefined,
    settings.egressProxy,
  )
  const providers = new Set(apps.flatMap((app) => [...app.providers.keys()]))
  const metrics = createMetrics(providers, settings.metricsToken !== undefined)
  const watch = metrics.watchCache
  const refusals = createRefusals(storage, now)
  const clients = createProviderClients(outbound, providerTimeout, now, watch, (client) => {
    refusals
      .served(client)
      .catch((error: unknown) => log.error({ err: error }, 'a served client was not noted'))
  })
  const admission = createAdmission()
  const audit = createAudit({
    storage,
    metrics,
    log,
    now,
    auditKey: (app) => keyring.auditKey(app),
    pseudonym: rememberPseudonyms((app, subject) => keyring.pseudonym(app, subject), watch),
  })
  const standing = createStanding(storage)
  const keyStore = createKeyStore(storage, keyring, now)
  const keys = createKnownKeys({ apps, store: keyStore, standing, now }, watch)
  const callers = createCallers(
    { apps, storage, keys, outbound, now },
    watch,
    ({ id, identity }, error, until) => {
      metrics.recordKeyOutage(id)
      const outage = {
        err: error,
        app: id,
        issuer: identity.issuer,
        until: until && new Date(until).toISOString(),
      }
      log.error(outage, 'the identity issuer gives no keys: the last ones are believed until then')
    },
  )

  const uploads = createUploads()
  const post = createPost(apps, now)
  const noteEvent = createOutbox(post)
  const seals = createGrantSeals(keyring, ({ id, appId, provider }) => {
    metrics.alteredRows.inc()
    log.error(
      { grant: id.slice(0, 64), app: appId.slice(0, 64), provider: provider.slice(0, 64) },
      'a grant was altered in the database by somebody other than the vault, and is refused',
    )
  })
  function onAltered({ id, appId }: { id: string; appId: string }): void {
    metrics.alteredRows.inc()
    log.error(
      { session: id.slice(0, 64), app: appId.slice(0, 64) },
      'a session was altered in the database by somebody other than the vault, and is refused',
    )
  }
  function onEnd(grant: string): void {
    return uploads.check(grant)
  }
  const agentDelegations = { storage, seals, noteEvent, now, onEnd }
  const agents = createAgentStore({
    storage,
    seals: keyring,
    endDelegations: (app, agent) => endDelegationsOfAgent(agentDelegations, app, agent),
    now,
  })
  const delegations = createDelegationStore({
    storage,
    seals: createDelegationSeals(keyring, ({ id, appId }) => {
      metrics.alteredRows.inc()
      log.error(
        { delegation: id.slice(0, 64), app: appId.slice(0, 64) },
        'a delegation was altered in the database by somebody other than the vault, and is refused',
      )
    }),
    noteEvent,
    now,
    onEnd,
  })
  const store = createGrantStore({ storage, keyring, seals, noteEvent, now, onEnd })
  const release = createReleaseTokens(apps, store, clients, outbound, log)
  const revocations = createRevocations({ apps, storage, keyring, release, noteEvent, log, now })
  const leases = createLeases(storage, signals, now)
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
    providerTimeout,
    now,
  })

  watch('origins', outbound.origins)
  watch('requests', admission.underWay)
  watch('leases waited for', leases.waiting)
  watch('refreshes', tokens.inFlight)

  const count = createCounter(storage, now)
  const policies = createPolicies(createRateCheck(count, now), log, now)

  const knownGrants = createKnownGrants(standing, store, watch)
  const delegated = createDelegatedGrants(
    knownGrants,
    createKnownDelegations({ standing, store: delegations, storage, now }, watch),
  )
  const use = {
    grants: knownGrants,
    delegated,
    tokens,
    uploads,
    policies,
    dispatcher: outbound.dispatcher,
    providerTimeout,
    now,
  }
  const approvals = createApprovals(
    {
      apps,
      storage,
      keyring,
      keyStore,
      standing,
      delegations,
      callers,
      use,
      leases,
      post,
      publicUrl,
      audit,
      strictAudit: settings.strictAudit,
      auditPaths: settings.auditPaths,
      onAltered(id, appId) {
        metrics.alteredRows.inc()
        log.error(
          { approval: id.slice(0, 64), app: appId.slice(0, 64) },
          'an approval was altered in the database by somebody other than the vault, and is refused',
        )
      },
      log,
      now,
    },
    watch,
  )

  const logos = createLogos(apps, publicUrl, outbound, log)
  const sessions = createSessions({
    settings,
    storage,
    signals,
    leases,
    callers,
    count,
    logos,
    agents,
    delegations,
    grants: store,
    keyring,
    noteEvent,
    clients,
    outbound,
    revocations,
    audit,
    log,
    now,
    watch,
    onAltered,
  })

  const wallet = createWallet({
    apps,
    publicUrl,
    storage,
    store,
    agents,
    delegations,
    approvals,
    keyring,
    logos,
    clients,
    outbound,
    revocations,
    count,
    audit,
    log,
    now,
    onAltered,
  })

  const routes = new Hono()
    .route(
      '/',
      operationRoutes({
        storage,
        metrics,
        metricsToken: settings.metricsToken,
        isClosing: () => admission.isClosing(),
      }),
    )
    .route('/', pageRoutes())
    .route('/', brandRoutes(logos))
    .use(admission.refuseLate)
    .route('/', wallet.routes)
    .use(auditCalls({ audit, callers, now }))
    .use(noteArrivals(callers))
    .route('/', sessions.routes)
    .route(
      '/',
      grantRoutes({
        publicUrl,
        callers,
        storage,
        store,
        delegations,
        agents,
        keyring,
        revocations,
        audit,
        now,
      }),
    )
    .route('/', delegationRoutes({ callers, store, delegations, delegated, agents, audit, now }))
    .route(
      '/',
      identityRoutes({
        apps,
        callers,
        storage,
        audit,
        now,
        revokeGrants: (app, user, by) =>
          revokeGrantsOf({ store, keyring, revocations, audit, now }, app, user, by),
        endSignIns: (issuers, subject) => wallet.endSignIns(issuers, subject),
        endByLogoutToken: (app, token) => wallet.endByLogoutToken(app, token),
      }),
    )
    .route('/', meRoute(callers))
    .route('/', approvals.routes)
    .route('/', agentRoutes({ callers, store: agents, keys: keyStore, count, audit, now }))
    .route('/', keyRoutes({ callers, store: keyStore, count, audit, now }))
    .route('/', providerRoutes(apps, publicUrl, callers))
    .route(
      '/',
      proxyRoute({
        ...use,
        callers,
        limitUses: createUseLimit(settings.limits.usesPerUserPerMinute, now),
        askApproval: approvals.ask,
        audit,
        strictAudit: settings.strictAudit,
        auditPaths: settings.auditPaths,
      }),
    )
  routes.route('/', referenceRoutes(routes, publicUrl))

  const { auditLife } = settings
  const sweepParts = { storage, leases, log, auditKey: (app: string) => keyring.auditKey(app) }
  async function forgetAudit(signal: AbortSignal): Promise<void> {
    if (auditLife !== null) await sweepAudit(sweepParts, now() - auditLife, signal)
  }
  const webhooks = createWebhookSender(apps, storage, outbound, log, now)
  const endParts = { storage, store, noteEvent, log, now }
  const upkeep = startUpkeep(
    [
      { name: 'sessions', every: SHORT_SWEEP, run: (signal) => sessions.sweep(signal) },
      { name: 'provider revocations', every: SHORT_SWEEP, run: (signal) => revocations.retry(signal) },
      { name: 'grants that end', every: SHORT_SWEEP, run: (signal) => sweepEnds(endParts, signal) },
      {
        name: 'delegations of deleted agents',
        every: SHORT_SWEEP,
        run: (signal) => sweepAgentDelegations(agentDelegations, signal),
      },
      { name: 'sign-ins to the Wallet', every: SWEEP_INTERVAL, run: () => wallet.sweep() },
      { name: 'approved calls', every: APPROVED_INTERVAL, run: (signal) => approvals.goOn(signal) },
      { name: 'approvals', every: SHORT_SWEEP, run: (signal) => approvals.sweep(signal) },
      { name: 'rate counters', every: SHORT_SWEEP, run: () => sweepCounters(storage, now) },
      { name: 'deleted users', every: SWEEP_INTERVAL, run: () => sweepDeletions(storage, now()) },
      { name: 'key uses', every: KEY_USE_INTERVAL, run: () => keys.writeUses() },
      { name: 'ended keys', every: SWEEP_INTERVAL, run: () => sweepKeys(storage, now()) },
      { name: 'deleted agents', every: SWEEP_INTERVAL, run: () => sweepAgents(storage, now()) },
      { name: 'logos of apps', every: SWEEP_INTERVAL, run: () => logos.load() },
      { name: 'audit', every: SWEEP_INTERVAL, run: forgetAudit },
      { name: 'data keys', every: KEY_INTERVAL, run: () => keyring.reload() },
    ],
    log,
  )

  const handle = createHandler({ routes, metrics, log, now })
  return { handle, admission, sessions, approvals, metrics, upkeep, tokens, webhooks, outbound, audit, keys }
}
