import { type Kysely, sql } from 'kysely'
import type { Log } from '../log.ts'
import { loadDriver } from './driver.ts'
import type { DatabaseSettings } from './database.ts'
import type { Tables } from './schema.ts'

/**
 * Tells the vault processes on one database that something changed. A signal is a hint to look again and carries no
 * data.
 */
export interface Signals {
  /** Sends a signal; with a transaction, when that commits. The sending process does not receive it. */
  announce(storage: Kysely<Tables>, topic: string): Promise<void>
  /** `null` means that signals may have been missed. */
  onSignal(listener: (topic: string | null) => void): void
  close(): Promise<void>
}

/** An embedded database has only one vault process, so its signals go nowhere. */
export async function openSignals(database: DatabaseSettings, log: Log): Promise<Signals> {
  if (database.kind === 'sqlite') {
    return { announce: () => Promise.resolve(), onSignal: () => undefined, close: () => Promise.resolve() }
  }
  const { listen } = await loadDriver('postgres', () => import('./postgres-listener.ts'))
  const listeners = new Set<(topic: string | null) => void>()
  const listener = await listen(database.url, CHANNEL, log, (topic) => {
    for (const tell of listeners) tell(topic)
  })
  return {
    async announce(storage, topic) {
      await sql`select pg_notify(${CHANNEL}, ${topic})`.execute(storage)
    },
    onSignal: (tell) => void listeners.add(tell),
    close: () => listener.close(),
  }
}

const CHANNEL = 'alter_vault'
