import { randomUUID } from 'node:crypto'
import type { Storage } from '../storage/open.ts'
import type { Identity } from './user-token.ts'

export interface User {
  id: string
  label: string
}

/** How stale `lastSeenAt` may be: not every call is worth a write. Milliseconds. */
const SEEN_GRANULARITY = 60_000

/** Finds the user of an identity; users appear on first sight. */
export const rememberUser = async (
  storage: Storage,
  app: string,
  identity: Identity,
  now: number,
): Promise<User> => {
  const known = await storage
    .selectFrom('users')
    .select(['id', 'label', 'lastSeenAt'])
    .where('appId', '=', app)
    .where('subject', '=', identity.subject)
    .executeTakeFirst()
  if (known && known.label === identity.label && now - known.lastSeenAt < SEEN_GRANULARITY) return known

  const { label, subject } = identity
  return storage
    .insertInto('users')
    .values({ id: randomUUID(), appId: app, subject, label, createdAt: now, lastSeenAt: now })
    .onConflict((conflict) => conflict.columns(['appId', 'subject']).doUpdateSet({ label, lastSeenAt: now }))
    .returning(['id', 'label'])
    .executeTakeFirstOrThrow()
}
