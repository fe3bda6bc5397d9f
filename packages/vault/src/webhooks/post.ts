import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { App } from '../config/settings.ts'
import { issuersOf } from '../identity/issuers.ts'
import type { Tables } from '../storage/schema.ts'

/** What every event says beside its data. */
interface Sent {
  /** As in the user's JWT; `null` where the app would take it for somebody else. */
  userId: string | null
  /** ISO 8601. */
  timestamp: string
}

/** Puts an event on its way to an app's webhook, in the transaction in which it happens; nothing where there is none. */
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
        // A subject of another issuer would name somebody else to the app.
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
