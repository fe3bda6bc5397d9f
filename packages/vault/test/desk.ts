import type { Vault, VaultConfig } from '@alter/vault'
import type { Approvals } from '../src/approvals/approvals.ts'
import { beginChains } from '../src/audit/head.ts'
import { resolveSettings } from '../src/config/settings.ts'
import { NO_APP, openKeyring } from '../src/crypto/keyring.ts'
import { createLog } from '../src/log.ts'
import { openStorage } from '../src/storage/open.ts'
import { openSignals } from '../src/storage/signals.ts'
import { wire } from '../src/wiring.ts'
import { firstUpkeep } from './system.ts'

/** A further vault on the same database whose parts a test can call: the approvals that the Wallet decides. */
export interface Desk {
  approvals: Approvals
  /** Answers a request as a vault does. */
  fetch: Vault['fetch']
  close(): Promise<void>
}

export async function openDesk(config: VaultConfig, now: () => number = Date.now): Promise<Desk> {
  const settings = resolveSettings(config, {})
  const storage = await openStorage(settings.database)
  const ids = settings.apps.map(({ id }) => id)
  const masterKey = Buffer.from(config.master_key ?? '', 'base64')
  const keyring = await openKeyring(storage, [masterKey], ids)
  await beginChains(storage, keyring.auditKey, [...ids, NO_APP], now())
  const log = createLog('silent')
  const signals = await openSignals(settings.database, log)
  const works = wire({ settings, storage, signals, keyring, now, log })
  await firstUpkeep()
  return {
    approvals: works.approvals,
    fetch: async (request, context) => works.handle(request, context),
    async close() {
      await works.approvals.close()
      works.sessions.close()
      works.metrics.close()
      await works.upkeep.stop()
      await works.tokens.idle()
      await works.webhooks.close()
      await works.outbound.close()
      await works.audit.flush()
      await signals.close()
      await storage.destroy()
    },
  }
}
