import { Hono } from 'hono'
import type { DestinationStream } from 'pino'
import { createAudit } from './audit.ts'
import { sweepAudit } from './audit-sweep.ts'
import type { VaultConfig } from './config/config.ts'
import { resolveSettings } from './config/settings.ts'
import type { Settings } from './config/settings.ts'
import { openKeyring } from './crypto/keyring.ts'
import type { Keyring } from './crypto/keyring.ts'
import { loadMasterKeys } from './crypto/master-key.ts'
import { createAccessTokens } from './grants/access.ts'
import { createReleaseTokens } from './grants/release.ts'
import { grantRoutes } from './grants/routes.ts'
import { createKnownGrants } from './grants/known.ts'
import { createGrantStore } from './grants/store.ts'
import { createCallers } from './identity/caller.ts'
import { identityRoutes } from './identity/routes.ts'
import { createHandler } from './handler.ts'
import { createLog } from './log.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { operationRoutes } from './operation.ts'
import { addressRule } from './outbound/address.ts'
import { createOutbound } from './outbound/outbound.ts'
import { pageRoutes } from './page/page.ts'
import { createPolicies } from './policies/policies.ts'
import { createRateCheck, sweepCounters } from './policies/rate-limit.ts'
import { ProblemError } from './problem.ts'
import { createProviderClients } from './providers/client.ts'
import { providerRoutes } from './providers/routes.ts'
import { proxyRoute } from './proxy/route.ts'
import { referenceRoutes } from './reference/routes.ts'
import { createSessionAccess } from './sessions/access.ts'
import { createAttemptStore } from './sessions/attempts.ts'
import { createBrowserCookie } from './sessions/browser.ts'
import { resultRoutes } from './sessions/result-routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { createSessionStore } from './sessions/store.ts'
import { createWaiters } from './sessions/waiters.ts'
import { createLeases } from './storage/lease.ts'
import { openStorage } from './storage/open.ts'
import type { Storage } from './storage/open.ts'
import { openSignals } from './storage/signals.ts'
import type { Signals } from './storage/signals.ts'
import { startUpkeep } from './upkeep.ts'
import { createOutbox } from './webhooks/outbox.ts'
import { createWebhookSender } from './webhooks/sender.ts'

/** A running vault, to be mounted or served. */
export interface Vault {
  /** Answers a request. `ip` is the address of the caller, as far as the server knows it. */
  fetch(request: Request, context?: { ip?: string }): Promise<Response>
  /** Answers waiting polls, lets answers and refreshes under way finish, writes the last audit rows. */
  close(): Promise<void>
}

export interface VaultOptions {
  /** Where log lines go. Default: standard output. */
  logTo?: DestinationStream
  /** Milliseconds since the epoch. Default: the system's clock. */
  now?: () => number
}

const CLOSED = 'The vault is closing: try again.'
const SWEEP_INTERVAL = 3_600_000
/** A new data key seals within so long. Milliseconds. */
const KEY_INTERVAL = 30_000

/**
 * Starts a vault: checks the configuration, opens the database, brings its tables up to date. Throws a `ConfigError`
 * that names the setting at fault.
 */
export const createVault = async (config: VaultConfig, options: VaultOptions = {}): Promise<Vault> => {
  const settings = resolveSettings(config, process.env)
  const now = options.now ?? Date.now
  const masterKeys = await loadMasterKeys(settings.masterKey, process.env)
  const log = createLog(settings.log, options.logTo)
  const storage = await openStorage(settings.database)
  try {
    const appIds = settings.apps.map(({ id }) => id)
    const keyring = await openKeyring(storage, masterKeys, appIds)
    const signals = await openSignals(settings.database, log)
    return wire({ settings, storage, signals, keyring, now, log })
  } catch (error) {
    await storage.destroy()
    throw error
  }
}

interface VaultParts {
  settings: Settings
  storage: Storage
  signals: Signals
  keyring: Keyring
  now: () => number
  log: Log
}

const wire = ({ settings, storage, signals, keyring, now, log }: VaultParts): Vault => {
  const { apps, publicUrl, providerTimeout } = settings
  const outbound = createOutbound(addressRule(settings.allowPrivateNetwork), providerTimeout)
  const clients = createProviderClients(outbound, providerTimeout, now)
  let stage: 'open' | 'closing' | 'closed' = 'open'
  const providers = new Set(apps.flatMap((app) => [...app.providers.keys()]))
  const metrics = createMetrics(providers, settings.metricsToken !== undefined)
  const audit = createAudit({ storage, metrics, log, now })
  const callers = createCallers(apps, storage, outbound, now)

  const noteEvent = createOutbox(apps, now)
  const store = createGrantStore(storage, noteEvent, now)
  const release = createReleaseTokens(store, clients, outbound, log)
  const leases = createLeases(storage, signals, now)
  const tokens = createAccessTokens({
    leases,
    store,
    keyring,
    clients,
    release,
    audit,
    providerTimeout,
    now,
  })

  const policies = createPolicies(createRateCheck(storage, now), log, now)

  const waiters = createWaiters(signals)
  const sessions = createSessionStore(storage, signals, waiters, now)
  const cookie = createBrowserCookie(publicUrl)
  const access = createSessionAccess(sessions, cookie, publicUrl)
  const attempts = createAttemptStore({ storage, leases, keyring, now })

  const routes = new Hono()
    .route(
      '/',
      operationRoutes({
        storage,
        metrics,
        metricsToken: settings.metricsToken,
        isClosing: () => stage !== 'open',
      }),
    )
    .route('/', pageRoutes())
    .use(async (_context, next) => {
      if (stage === 'closed') throw new ProblemError('unavailable', CLOSED, { retry_after: 1 })
      await next()
    })
    .route(
      '/',
      sessionRoutes({
        settings,
        callers,
        grants: store,
        sessions,
        access,
        attempts,
        cookie,
        keyring,
        noteEvent,
        clients,
        outbound,
        release,
        audit,
        log,
        now,
      }),
    )
    .route('/', resultRoutes({ settings, sessions, access, waiters, now }))
    .route('/', grantRoutes({ publicUrl, callers, store, keyring, release, audit, now }))
    .route('/', identityRoutes({ apps, callers, storage, store, keyring, release, audit, now }))
    .route('/', providerRoutes(apps, publicUrl, callers))
    .route(
      '/',
      proxyRoute({
        callers,
        grants: createKnownGrants(storage, store),
        tokens,
        policies,
        dispatcher: outbound.dispatcher,
        audit,
        providerTimeout,
        now,
      }),
    )
  routes.route('/', referenceRoutes(routes, publicUrl))

  const { auditLife } = settings
  const forgetAudit = async (signal: AbortSignal): Promise<void> => {
    if (auditLife !== null) await sweepAudit({ storage, leases }, now() - auditLife, signal)
  }
  const webhooks = createWebhookSender(apps, storage, outbound, log, now)
  const upkeep = startUpkeep(
    [
      { name: 'sessions', every: SWEEP_INTERVAL, run: () => sessions.sweep() },
      { name: 'rate counters', every: SWEEP_INTERVAL, run: () => sweepCounters(storage, now) },
      { name: 'audit', every: SWEEP_INTERVAL, run: forgetAudit },
      { name: 'data keys', every: KEY_INTERVAL, run: () => keyring.reload() },
    ],
    log,
  )

  const handle = createHandler({ routes, metrics, log, now })
  const answering = new Set<Promise<Response>>()
  const close = async (): Promise<void> => {
    stage = 'closing'
    waiters.close()
    metrics.close()
    await upkeep.stop()
    await Promise.allSettled(answering)
    // On connections that are kept alive others came meanwhile; whoever comes from here on finds no database.
    stage = 'closed'
    await Promise.allSettled(answering)
    await tokens.idle()
    await webhooks.close()
    await outbound.close()
    await audit.flush()
    await signals.close()
    await storage.destroy()
  }
  let closed: Promise<void> | undefined
  return {
    fetch(request, context) {
      const answer = handle(request, context)
      answering.add(answer)
      return answer.finally(() => answering.delete(answer))
    },
    close: () => (closed ??= close()),
  }
}
