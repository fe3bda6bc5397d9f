import { randomUUID } from 'node:crypto'
import type { Storage } from '../storage/open.ts'
import { assertNotDeleted } from './deleted.ts'
import type { Identity } from './user-token.ts'

export interface User {
  id: string
  /** What the identity provider calls them. */
  subject: string
  label: string
  /** Those that this request's token names. */
  groups: string[]
}

/** Whether the user is still there: a remembered token may be of one who was deleted meanwhile. */
export const isKnown = async (storage: Storage, { id }: User): Promise<boolean> => {
  const found = await storage.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}

/** How stale `lastSeenAt` may be: not every call is worth a write. Milliseconds. */
const SEEN_GRANULARITY = 60_000

/** Finds the user of an identity; users appear on first sight, deleted ones by a token that is younger. */
export const rememberUser = async (
  storage: Storage,
  app: string,
  identity: Identity,
  now: number,
): Promise<User> => {
  await assertNotDeleted(storage, app, identity, now)
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
  const { id, createdAt } = await storage
    .insertInto('users')
    .values({ id: randomUUID(), appId: app, subject, label, createdAt: now, lastSeenAt: now })
    .onConflict((conflict) => conflict.columns(['appId', 'subject']).doUpdateSet({ label, lastSeenAt: now }))
    .returning(['id', 'createdAt'])
    .executeTakeFirstOrThrow()
  try {
    // Once more: a deletion that came between found nobody to delete.
    await assertNotDeleted(storage, app, identity, now)
  } catch (error) {
    if (createdAt === now) await storage.deleteFrom('users').where('id', '=', id).execute()
    throw error
  }
  return { id, subject, label, groups }
}
