import { type Kysely, sql } from 'kysely'
import type { Log } from '../log.ts'
import { loadDriver } from './driver.ts'
import type { DatabaseSettings } from './database.ts'
import type { Tables } from './schema.ts'

/** Tells all vaults on one database that something changed: a hint to look again, never the news itself. */
export interface Signals {
  /** With a transaction, others receive it when that commits. The process that announces does not receive it itself. */
  announce(storage: Kysely<Tables>, topic: string): Promise<void>
  /** `null`: some may have been missed. */
  onSignal(listener: (topic: string | null) => void): void
  close(): Promise<void>
}

/** An embedded database has one vault, which needs no telling. */
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
