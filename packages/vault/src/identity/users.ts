import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { App } from '../config/settings.ts'
import type { Storage } from '../storage/open.ts'
import type { UserRow } from '../storage/schema/users.ts'
import { assertNotDeleted } from './deleted.ts'
import { issuersOf } from './issuers.ts'
import type { Subject } from '../subject.ts'
import { isWithin } from '../within.ts'
import type { Identity } from './user-token.ts'

export interface User extends Subject {
  id: string
  label: string
  /** The groups in this request's token. */
  groups: string[]
}

/** Whether the user still exists. A remembered token may belong to a user who was deleted meanwhile. */
export async function isKnown(storage: Storage, { id }: User): Promise<boolean> {
  const found = await storage.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}

/** How old `lastSeenAt` may be before it is written again. Milliseconds. */
const SEEN_GRANULARITY = 60_000

/** Finds the user of an identity, or creates it on first sight. A deleted user comes back only with a newer token. */
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
  if (known && known.label === label && isWithin(SEEN_GRANULARITY, known.lastSeenAt, now)) {
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
    // Checked again: a deletion in between found no user to delete.
    await assertNotDeleted(storage, app.id, issuers, identity, now)
  } catch (error) {
    if (createdAt === now) await storage.deleteFrom('users').where('id', '=', id).execute()
    throw error
  }
  return { id, issuer, subject, label, groups }
}

type Namesake = Pick<UserRow, 'id' | 'appId' | 'issuer' | 'label' | 'lastSeenAt'>

/** The users that a subject names at several issuers, in the order of the issuers. */
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
 * Chooses one of several rows that are the same user: the user came by the present issuer before its former one was
 * configured. The first with grants wins, because otherwise the grants would seem lost.
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
