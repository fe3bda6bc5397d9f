import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { App } from '../config/settings.ts'
import type { Storage } from '../storage/open.ts'
import type { UserRow } from '../storage/schema/users.ts'
import { assertNotDeleted } from './deleted.ts'
import { issuersOf } from './issuers.ts'
import type { Subject } from '../subject.ts'
import type { Identity } from './user-token.ts'

export interface User extends Subject {
  id: string
  label: string
  /** Those that this request's token names. */
  groups: string[]
}

/** Whether the user is still there: a remembered token may be of one who was deleted meanwhile. */
export async function isKnown(storage: Storage, { id }: User): Promise<boolean> {
  const found = await storage.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}

/** How stale `lastSeenAt` may be: not every call is worth a write. Milliseconds. */
const SEEN_GRANULARITY = 60_000

/** Finds the user of an identity; users appear on first sight, deleted ones by a token that is younger. */
export async function rememberUser(
  storage: Storage,
  app: App,
  identity: Identity,
  now: number,
): Promise<User> {
  const issuers = issuersOf(app)
  await assertNotDeleted(storage, app.id, issuers, identity, now)
  const known = await choose(storage, await namesakes(storage, app.id, issuers, identity.subject))
  const { label, subject, groups } = identity
  const issuer = known?.issuer ?? identity.issuer
  if (known && known.label === label && now - known.lastSeenAt < SEEN_GRANULARITY) {
    return { id: known.id, issuer, subject, label, groups }
  }
  const { id, createdAt } = await storage
    .insertInto('users')
    .values({ id: randomUUID(), appId: app.id, issuer, subject, label, createdAt: now, lastSeenAt: now })
    .onConflict((conflict) =>
      conflict.columns(['appId', 'issuer', 'subject']).doUpdateSet({ label, lastSeenAt: now }),
    )
    .returning(['id', 'createdAt'])
    .executeTakeFirstOrThrow()
  try {
    // Once more: a deletion that came between found nobody to delete.
    await assertNotDeleted(storage, app.id, issuers, identity, now)
  } catch (error) {
    if (createdAt === now) await storage.deleteFrom('users').where('id', '=', id).execute()
    throw error
  }
  return { id, issuer, subject, label, groups }
}

type Namesake = Pick<UserRow, 'id' | 'appId' | 'issuer' | 'label' | 'lastSeenAt'>

/** Whom some issuers mean by a subject, in their order. */
export async function namesakes(
  storage: Storage,
  app: string,
  issuers: string[],
  subject: string,
): Promise<Namesake[]> {
  const rows = await storage
    .selectFrom('users')
    .select(['id', 'appId', 'issuer', 'label', 'lastSeenAt'])
    .where('appId', '=', app)
    .where('issuer', 'in', issuers)
    .where('subject', '=', subject)
    .execute()
  return rows.toSorted((one, other) => issuers.indexOf(one.issuer) - issuers.indexOf(other.issuer))
}

/**
 * One of several who are the same user: they came by the present issuer before its former one was configured. The first
 * who has grants is meant, or they would seem lost.
 */
async function choose(storage: Storage, users: Namesake[]): Promise<Namesake | undefined> {
  if (users.length > 1) for (const user of users) if (await hasGrants(storage, user)) return user
  return users[0]
}

async function hasGrants(storage: Storage, { appId, id }: Namesake): Promise<boolean> {
  const grant = await storage
    .selectFrom('grants')
    .select('id')
    .where('appId', '=', appId)
    .where('userId', '=', id)
    .where(sql<boolean>`(ended_by is null or ended_by <> 'app')`)
    .limit(1)
    .executeTakeFirst()
  return grant !== undefined
}
