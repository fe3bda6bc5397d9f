import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { CLOCKS_APART } from './clocks-apart.ts'
import type { Storage } from './open.ts'
import type { Tables } from './schema.ts'
import type { Signals } from './signals.ts'

/** The right to do one thing. One process at a time holds it, for as long as the process lives. */
export interface Lease {
  /** Whether the previous holder never reported its end, so that the result of its work is unknown. */
  inherited: boolean
  /** Stops renewing the lease. It soon ends with an unknown outcome unless it is released. */
  lapse(): void
  /** Gives the lease up; with a transaction, when that commits. */
  release(storage?: Kysely<Tables>): Promise<void>
  /** Gives the lease up and records that the outcome is unknown. */
  abandon(): Promise<void>
}

export interface Leases {
  /** Takes the lease of a name and waits for its holder; `null` when it is still held after `patience` milliseconds. */
  take(name: string, patience: number): Promise<Lease | null>
  /** Number of waiting callers. */
  waiting: () => number
}

/**
 * A holder that is silent for this long counts as dead. It is long enough that a holder that renews its lease does not
 * seem dead by a clock that is ahead. Milliseconds.
 */
const LIFE = 2 * CLOCKS_APART
const RENEWAL = LIFE / 4
/** How often a waiting caller looks at the lease when no signal reaches it. Milliseconds. */
const LOOK = 250

export function createLeases(storage: Storage, signals: Signals, now: () => number): Leases {
  const waiting = new Set<{ name: string; wake: AbortController }>()
  signals.onSignal((topic) => {
    for (const { name, wake } of waiting) if (topic === null || topic === name) wake.abort()
  })

  async function pause(name: string): Promise<void> {
    const waiter = { name, wake: new AbortController() }
    waiting.add(waiter)
    await sleep(LOOK, undefined, { signal: waiter.wake.signal }).catch(() => undefined)
    waiting.delete(waiter)
  }

  return {
    waiting: () => waiting.size,
    async take(name, patience) {
      const since = performance.now()
      for (;;) {
        const taken = await tryTake(storage, name, now)
        if (taken) return hold(taken, { storage, signals, now })
        if (performance.now() - since >= patience) return null
        await pause(name)
      }
    },
  }
}

interface Taken {
  name: string
  owner: string
  inherited: boolean
}

async function tryTake(storage: Storage, name: string, now: () => number): Promise<Taken | null> {
  const owner = randomUUID()
  const at = now()
  const expiresAt = at + LIFE
  const { numInsertedOrUpdatedRows } = await storage
    .insertInto('leases')
    .values({ name, owner, expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 0n) return { name, owner, inherited: false }
  const { numUpdatedRows } = await storage
    .updateTable('leases')
    .set({ owner, expiresAt })
    .where('name', '=', name)
    .where('expiresAt', '<=', at)
    .executeTakeFirst()
  if (numUpdatedRows !== 0n) return { name, owner, inherited: true }
  // The clock was set back: a holder that lives renews it, and one that died is not waited for until then.
  await storage
    .updateTable('leases')
    .set({ expiresAt })
    .where('name', '=', name)
    .where('expiresAt', '>', expiresAt + CLOCKS_APART)
    .execute()
  return null
}

function hold(
  { name, owner, inherited }: Taken,
  { storage, signals, now }: { storage: Storage; signals: Signals; now: () => number },
): Lease {
  function expireAt(at: number): Promise<unknown> {
    return storage
      .updateTable('leases')
      .set({ expiresAt: at })
      .where('name', '=', name)
      .where('owner', '=', owner)
      .execute()
  }
  // A failed renewal only shortens the life of the lease; the next one may succeed.
  const renewing = setInterval(() => void expireAt(now() + LIFE).catch(() => undefined), RENEWAL).unref()
  function lapse(): void {
    return clearInterval(renewing)
  }
  return {
    inherited,
    lapse,
    async release(within = storage) {
      lapse()
      await within.deleteFrom('leases').where('name', '=', name).where('owner', '=', owner).execute()
      await signals.announce(within, name)
    },
    async abandon() {
      lapse()
      await expireAt(now())
      await signals.announce(storage, name)
    },
  }
}
