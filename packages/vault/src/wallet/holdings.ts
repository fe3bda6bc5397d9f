import type { App } from '../config/settings.ts'
import { assertNotDeleted } from '../identity/deleted.ts'
import { issuersOf } from '../identity/issuers.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { UserRow } from '../storage/schema/users.ts'
import type { SignedIn } from './access.ts'

/** What one app keeps of the signed-in user. */
export interface Holding {
  appId: string
  /** `null` when the app is no longer configured. */
  app: App | null
  /** The user's rows; several if issuers changed. All of them are the same person. Never empty. */
  users: Pick<UserRow, 'id' | 'issuer' | 'label' | 'createdAt' | 'lastSeenAt'>[]
}

export interface HoldingParts {
  /** All configured apps. */
  apps: App[]
  storage: Storage
  now: () => number
}

/**
 * What the apps of the realm, and apps that are no longer configured, keep of the user. If an app forgot the user after
 * the sign-in, nothing of that app is shown, because a new user may have the same subject.
 */
export async function holdingsOf(parts: HoldingParts, { session, realm }: SignedIn): Promise<Holding[]> {
  const gone = await appsThatAreGone(parts)
  const places: { appId: string; app: App | null; issuers: string[] }[] = [
    ...realm.apps.map((app) => ({ appId: app.id, app, issuers: issuersOf(app) })),
    ...gone.map((appId) => ({ appId, app: null, issuers: [realm.issuer] })),
  ]
  const holdings = await Promise.all(
    places.map(async ({ appId, app, issuers }): Promise<Holding | null> => {
      const users = await usersOf(parts.storage, appId, issuers, session.subject)
      if (users.length === 0 || (await wasDeleted(parts, appId, issuers, session))) return null
      return { appId, app, users }
    }),
  )
  return holdings.filter((holding) => holding !== null)
}

function usersOf(
  storage: Storage,
  app: string,
  issuers: string[],
  subject: string,
): Promise<Holding['users']> {
  return storage
    .selectFrom('users')
    .select(['id', 'issuer', 'label', 'createdAt', 'lastSeenAt'])
    .where('appId', '=', app)
    .where('issuer', 'in', issuers)
    .where('subject', '=', subject)
    .execute()
}

async function wasDeleted(
  { storage, now }: HoldingParts,
  app: string,
  issuers: string[],
  { subject, createdAt }: SignedIn['session'],
): Promise<boolean> {
  try {
    await assertNotDeleted(storage, app, issuers, { subject, issuedAt: createdAt }, now())
    return false
  } catch (error) {
    if (error instanceof ProblemError) return true
    throw error
  }
}

/** Apps that have users but are no longer configured. Each app costs one seek in an index that begins with it. */
async function appsThatAreGone({ apps, storage }: HoldingParts): Promise<string[]> {
  const configured = new Set(apps.map(({ id }) => id))
  const gone: string[] = []
  for (let last = ''; ;) {
    const next = await storage
      .selectFrom('users')
      .select('appId')
      .where('appId', '>', last)
      .orderBy('appId')
      .limit(1)
      .executeTakeFirst()
    if (!next) return gone
    if (!configured.has(next.appId)) gone.push(next.appId)
    last = next.appId
  }
}
