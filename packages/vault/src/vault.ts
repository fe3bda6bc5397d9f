import { Hono } from 'hono'
import type { DestinationStream } from 'pino'
import { createAudit } from './audit.ts'
import type { VaultConfig } from './config/schema.ts'
import { resolveSettings } from './config/settings.ts'
import type { Settings } from './config/settings.ts'
import { openKeyring } from './crypto/keyring.ts'
import type { Keyring } from './crypto/keyring.ts'
import { loadMasterKey } from './crypto/master-key.ts'
import { createAccessTokens } from './grants/access.ts'
import { createReleaseTokens } from './grants/release.ts'
import { grantRoutes } from './grants/routes.ts'
import { createGrantStore } from './grants/store.ts'
import { createCallers } from './identity/caller.ts'
import { identityRoutes } from './identity/routes.ts'
import { createHandler } from './handler.ts'
import { createLog } from './log.ts'
import { addressRule } from './outbound/address.ts'
import { createOutbound } from './outbound/outbound.ts'
import { pageRoutes } from './page/page.ts'
import { createPolicies } from './policies/policies.ts'
import { createRateCheck, sweepCounters } from './policies/rate-limit.ts'
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
import { openStorage } from './storage/open.ts'
import type { Storage } from './storage/open.ts'
import { createOutbox } from './webhooks/outbox.ts'
import { createWebhookSender } from './webhooks/sender.ts'

/** A running vault, to be mounted or served. */
export interface Vault {
  /** Answers a request. `ip` is the address of the caller, as far as the server knows it. */
  fetch(request: Request, context?: { ip?: string }): Promise<Response>
  /** Answers waiting polls, lets refreshes finish, closes the database. */
  close(): Promise<void>
}

export interface VaultOptions {
  /** Where log lines go. Default: standard output. */
  logTo?: DestinationStream
  /** Milliseconds since the epoch. Default: the system's clock. */
  now?: () => number
}

const SWEEP_INTERVAL = 3_600_000

/**
 * Starts a vault: checks the configuration, opens the database, brings its tables up to date. Throws a `ConfigError`
 * that names the setting at fault.
 */
export const createVault = async (config: VaultConfig, options: VaultOptions = {}): Promise<Vault> => {
  const settings = resolveSettings(config, process.env)
  const now = options.now ?? Date.now
  const masterKey = await loadMasterKey(settings.masterKey, process.env)
  const storage = await openStorage(settings.dataFolder)
  try {
    const appIds = settings.apps.map(({ id }) => id)
    const keyring = await openKeyring(storage, masterKey, appIds)
    return wire(settings, storage, keyring, now, options.logTo)
  } catch (error) {
    await storage.destroy()
    throw error
  }
}

const wire = (
  settings: Settings,
  storage: Storage,
  keyring: Keyring,
  now: () => number,
  logTo: DestinationStream | undefined,
): Vault => {
  const { apps, publicUrl, providerTimeout } = settings
  const log = createLog(settings.log, logTo)
  const outbound = createOutbound(addressRule(settings.allowPrivateNetwork), providerTimeout)
  const clients = createProviderClients(outbound, providerTimeout, now)
  const audit = createAudit(storage, log, now)
  const callers = createCallers(apps, storage, outbound, now)

  const noteEvent = createOutbox(apps, now)
  const store = createGrantStore(storage, noteEvent, now)
  const release = createReleaseTokens(store, clients, outbound, log)
  const tokens = createAccessTokens({
    storage,
    store,
    keyring,
    clients,
    release,
    audit,
    providerTimeout,
    now,
  })

  const policies = createPolicies(createRateCheck(storage, now), log, now)

  const waiters = createWaiters()
  const sessions = createSessionStore(storage, waiters, now)
  const cookie = createBrowserCookie(publicUrl)
  const access = createSessionAccess(sessions, cookie, publicUrl)
  const attempts = createAttemptStore(storage, keyring, now)

  const routes = new Hono()
    .get('/health', async (context) => {
      await storage.selectFrom('dataKeys').select('id').limit(1).execute()
      return context.json({ status: 'ok' })
    })
    .route('/', pageRoutes())
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
        store,
        tokens,
        policies,
        dispatcher: outbound.dispatcher,
        audit,
        providerTimeout,
        now,
      }),
    )
  routes.route('/', referenceRoutes(routes, publicUrl))

  const webhooks = createWebhookSender(apps, storage, outbound, log, now)

  const sweep = (): void =>
    void Promise.all([sessions.sweep(), sweepCounters(storage, now)]).catch((error: unknown) =>
      log.error({ err: error }, 'sweep failed'),
    )
  const timer = setInterval(sweep, SWEEP_INTERVAL)
  timer.unref()
  sweep()

  const handle = createHandler(routes, log, now)
  const answering = new Set<Promise<Response>>()
  return {
    fetch(request, context) {
      const answer = handle(request, context)
      answering.add(answer)
      return answer.finally(() => answering.delete(answer))
    },
    async close() {
      clearInterval(timer)
      waiters.close()
      await Promise.allSettled(answering)
      await tokens.idle()
      await webhooks.close()
      await audit.flush()
      await outbound.close()
      await storage.destroy()
    },
  }
}
