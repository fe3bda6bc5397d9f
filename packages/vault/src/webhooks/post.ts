import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { App } from '../config/settings.ts'
import { issuersOf } from '../identity/issuers.ts'
import type { Tables } from '../storage/schema.ts'

/** The members of every event besides its data. */
interface Sent {
  /** `sub` of the user's JWT; `null` when the app could take it for another user. */
  userId: string | null
  /** ISO 8601. */
  timestamp: string
}

/** Queues an event for an app's webhook, in the transaction of the change itself. Does nothing without a webhook. */
export type Post = (
  transaction: Kysely<Tables>,
  about: { appId: string; userId: string },
  event: (sent: Sent) => object,
) => Promise<void>

export function createPost(apps: App[], now: () => number): Post {
  const listening = new Map(
    apps.filter(({ webhook }) => webhook !== null).map((app) => [app.id, issuersOf(app)]),
  )
  return async (transaction, { appId, userId }, event) => {
    const issuers = listening.get(appId)
    if (!issuers) return
    const user = await transaction
      .selectFrom('users')
      .select(['issuer', 'subject'])
      .where('id', '=', userId)
      .executeTakeFirst()
    const at = now()
    const body = JSON.stringify(
      event({
        // The same subject at another issuer would mean another user to the app.
        userId: user && issuers.includes(user.issuer) ? user.subject : null,
        timestamp: new Date(at).toISOString(),
      }),
    )
    await transaction
      .insertInto('deliveries')
      .values({ id: `evt_${randomUUID()}`, appId, body, attempts: 0, nextAt: at, createdAt: at })
      .execute()
  }
}
