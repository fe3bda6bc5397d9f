import { Hono } from 'hono'
import type { WatchCache } from '../bounded.ts'
import type { Logos } from '../brand/logos.ts'
import type { Settings } from '../config/settings.ts'
import type { Callers } from '../identity/caller.ts'
import type { Count } from '../storage/counter.ts'
import type { Leases } from '../storage/lease.ts'
import type { Storage } from '../storage/open.ts'
import type { Signals } from '../storage/signals.ts'
import { createSessionAccess } from './access.ts'
import { createAttemptStore } from './attempts.ts'
import { createBrowserCookie } from './browser.ts'
import { callbackRoutes } from './callback-routes.ts'
import type { CallbackParts } from './callback.ts'
import { resultRoutes } from './result-routes.ts'
import { sessionRoutes } from './routes.ts'
import { createSessionStore } from './store.ts'
import { createWaiters } from './waiters.ts'

/** Connect flows, from the minted session to the outcome. */
export interface Sessions {
  routes: Hono
  /** Forgets sessions whose outcome can no longer be read. */
  sweep(signal: AbortSignal): Promise<void>
  /** Answers waiting polls, and later ones at once. */
  close(): void
}

export interface SessionsParts extends Omit<CallbackParts, 'sessions'> {
  settings: Settings
  storage: Storage
  signals: Signals
  leases: Leases
  callers: Callers
  watch: WatchCache
  count: Count
  logos: Logos
  /** Called with a session that the vault did not write as it is. */
  onAltered: (session: { id: string; appId: string }) => void
}

export function createSessions(parts: SessionsParts): Sessions {
  const { settings, storage, signals, leases, keyring, now, watch, onAltered } = parts
  const waiters = createWaiters(signals, watch)
  const sessions = createSessionStore({ storage, signals, waiters, keyring, now, onAltered })
  const cookie = createBrowserCookie(settings.publicUrl)
  const access = createSessionAccess(sessions, cookie, settings.publicUrl)
  const attempts = createAttemptStore({ storage, leases, keyring, now })
  const all = { ...parts, sessions, cookie, access, attempts, waiters }
  return {
    routes: new Hono()
      .route('/', sessionRoutes(all))
      .route('/', callbackRoutes(all))
      .route('/', resultRoutes(all)),
    sweep: (signal) => sessions.sweep(signal),
    close: () => waiters.close(),
  }
}
