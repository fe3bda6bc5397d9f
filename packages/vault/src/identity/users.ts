import { randomUUID } from 'node:crypto'
import type { Storage } from '../storage/open.ts'
import type { Identity } from './user-token.ts'

export interface User {
  id: string
  /** What the identity provider calls them. */
  subject: string
  label: string
  /** Those that this request's token names. */
  groups: string[]
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
  const { label, subject, groups } = identity
  if (known && known.label === label && now - known.lastSeenAt < SEEN_GRANULARITY) {
    return { id: known.id, subject, label, groups }
  }
  const { id } = await storage
    .insertInto('users')
    .values({ id: randomUUID(), appId: app, subject, label, createdAt: now, lastSeenAt: now })
    .onConflict((conflict) => conflict.columns(['appId', 'subject']).doUpdateSet({ label, lastSeenAt: now }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, subject, label, groups }
}
