import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { CLOCKS_APART } from './clocks-apart.ts'
import type { Storage } from './open.ts'
import type { Tables } from './schema.ts'
import type { Signals } from './signals.ts'

/** The right to do one thing, held by one process at a time and for as long as that lives. */
export interface Lease {
  /** The holder before never said how it ended: what it did outside the vault is unknown. */
  inherited: boolean
  /** Stops renewing it: unless it is released it ends soon, its outcome unknown. */
  lapse(): void
  /** With a transaction the right is given up when that commits. */
  release(storage?: Kysely<Tables>): Promise<void>
  /** Gives the right up but leaves word that the outcome is unknown. */
  abandon(): Promise<void>
}

export interface Leases {
  /** Takes the lease of a name, waiting for its holder; `null` when it is still held after `patience` milliseconds. */
  take(name: string, patience: number): Promise<Lease | null>
  /** How many wait for one. */
  waiting: () => number
}

/** A holder that is not heard of for so long is dead. Milliseconds. */
const LIFE = CLOCKS_APART
const RENEWAL = LIFE / 4
/** How often one who waits looks, where no signal reaches it. Milliseconds. */
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
  // A renewal that fails shortens the life; the next one may not.
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
