import { randomUUID } from 'node:crypto'
import type { Storage } from '../storage/open.ts'

/** The right to refresh one grant, held by one process at a time. */
export interface Lease {
  /** The holder before never said how its refresh ended: a rotated token may have been lost with it. */
  inherited: boolean
  release(): Promise<void>
  /** Gives the right up but leaves word that the outcome is unknown. */
  abandon(): Promise<void>
}

/** Takes the lease of a grant; `null` while another process holds it. */
export const takeLease = async (
  storage: Storage,
  grant: string,
  life: number,
  now: () => number,
): Promise<Lease | null> => {
  const owner = randomUUID()
  const at = now()
  const inserted = await storage
    .insertInto('refreshLeases')
    .values({ grantId: grant, owner, expiresAt: at + life })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  const inherited = inserted.numInsertedOrUpdatedRows === 0n
  if (inherited) {
    const { numUpdatedRows } = await storage
      .updateTable('refreshLeases')
      .set({ owner, expiresAt: at + life })
      .where('grantId', '=', grant)
      .where('expiresAt', '<=', at)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return null
  }
  return {
    inherited,
    async release() {
      await storage
        .deleteFrom('refreshLeases')
        .where('grantId', '=', grant)
        .where('owner', '=', owner)
        .execute()
    },
    async abandon() {
      await storage
        .updateTable('refreshLeases')
        .set({ expiresAt: now() })
        .where('grantId', '=', grant)
        .where('owner', '=', owner)
        .execute()
    },
  }
}
