import type { DestinationStream } from 'pino'
import { beginChains } from './audit/head.ts'
import type { VaultConfig } from './config/config.ts'
import { openPlaces } from './config/open-places.ts'
import { type App, resolveSettings, type Settings } from './config/settings.ts'
import { NO_APP, openKeyring } from './crypto/keyring.ts'
import { loadMasterKeys, masterKeyFile } from './crypto/master-key.ts'
import { sealEarlierGrants } from './grants/seal-earlier.ts'
import { claimUsers, strangersOf } from './identity/issuers.ts'
import { shadowedAgents } from './identity/keys/shadowed-agents.ts'
import { createLog, type Log } from './log.ts'
import { CLOSING_GRACE } from './outbound/outbound.ts'
import { openStorage, type Storage } from './storage/open.ts'
import { openSignals } from './storage/signals.ts'
import { wire } from './wiring.ts'
import type { Foundation } from './wiring/foundation.ts'

/** A running vault, to mount in a server or to serve. */
export interface Vault {
  /** Answers a request. `ip` is the caller's address, if the server knows it. */
  fetch(request: Request, context?: { ip?: string }): Promise<Response>
  /**
   * Stops the vault: answers waiting polls, lets running answers and refreshes finish, and writes the last audit rows.
   * What a provider has not answered after 20 s is cut.
   */
  close(): Promise<void>
}

/** Options for a program that mounts a vault. */
export interface VaultOptions {
  /** Destination of log lines. Default: standard output. */
  logTo?: DestinationStream | undefined
  /** Clock; milliseconds since the epoch. Default: the system's clock. */
  now?: (() => number) | undefined
}

/**
 * Opens the database and keys of a vault, then connects its rooms. Throws a `ConfigError` that names the setting at
 * fault.
 */
export async function openVault(config: VaultConfig, options: VaultOptions = {}): Promise<Vault> {
  const settings = resolveSettings(config, process.env)
  const now = options.now ?? Date.now
  const masterKeys = await loadMasterKeys(settings.masterKey, process.env)
  const log = createLog(settings.log, options.logTo)
  const storage = await openStorage(settings.database)
  try {
    const appIds = settings.apps.map(({ id }) => id)
    const keyring = await openKeyring(storage, masterKeys, appIds)
    for (const remark of await openPlaces(placesOf(settings, process.env))) log.warn(remark)
    await meetUsers(storage, settings.apps, now(), log)
    await meetAgents(storage, settings.apps, log)
    const sealed = await sealEarlierGrants(storage, keyring, masterKeys, appIds)
    if (sealed > 0) log.info({ grants: sealed }, 'the grants of an earlier version are sealed')
    await beginChains(storage, keyring.auditKey, [...appIds, NO_APP], now())
    const signals = await openSignals(settings.database, log)
    return run({ settings, storage, signals, keyring, now, log })
  } catch (error) {
    await storage.destroy()
    throw error
  }
}

/** The files and folders that hold a vault's secrets, besides its configuration. */
export function placesOf({ database, masterKey }: Settings, environment: NodeJS.ProcessEnv): string[] {
  const key = masterKeyFile(masterKey, environment)
  return [...(key === null ? [] : [key]), ...(database.kind === 'sqlite' ? [database.folder] : [])]
}

/** Claims users from before the vault kept issuers, and logs issuers that have users but are no longer configured. */
async function meetUsers(storage: Storage, apps: App[], now: number, log: Log): Promise<void> {
  for (const { id, identity } of await claimUsers(storage, apps, now)) {
    log.info({ app: id, issuer: identity.issuer }, 'the users of this app are those of its issuer')
  }
  for (const app of apps) {
    const strangers = await strangersOf(storage, app)
    if (strangers.length === 0) continue
    const advice =
      'the users of these former issuers are unknown now: list the issuers in identity.former_issuers to keep their users'
    log.warn({ app: app.id, issuer: app.identity.issuer, strangers }, advice)
  }
}

async function meetAgents(storage: Storage, apps: App[], log: Log): Promise<void> {
  for (const app of apps) {
    const agents = await shadowedAgents(storage, app)
    if (agents.length === 0) continue
    const advice =
      'agents with these names are in the database and in the config file: a name means the agent of the file'
    log.warn({ app: app.id, agents }, advice)
  }
}

/** Runs the vault, from the first request to the last audit row. */
function run(foundation: Foundation): Vault {
  const { handle, admission, sessions, approvals, metrics, upkeep, tokens, webhooks, outbound, audit, keys } =
    wire(foundation)
  async function close(): Promise<void> {
    const clock = setTimeout(() => outbound.cut(), CLOSING_GRACE).unref()
    const answered = admission.close()
    sessions.close()
    const sent = approvals.close()
    metrics.close()
    await upkeep.stop()
    await answered
    await sent
    await tokens.idle()
    await webhooks.close()
    await outbound.close()
    clearTimeout(clock)
    await audit.flush()
    await keys.writeUses().catch((error: unknown) => {
      foundation.log.warn({ err: error }, 'the last use of keys could not be written')
    })
    await foundation.signals.close()
    await foundation.storage.destroy()
  }
  let closed: Promise<void> | undefined
  return {
    fetch: (request, context) => admission.admit(handle(request, context)),
    close: () => (closed ??= close()),
  }
}
