import { randomUUID } from 'node:crypto'
import type { GrantEvent, GrantEventType } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { App } from '../config/settings.ts'
import type { StoredGrant } from '../grants/grant.ts'
import type { Tables } from '../storage/schema.ts'

/** Notes what happened to a grant for the app's webhook, in the transaction in which it happens. */
export type NoteGrantEvent = (
  transaction: Kysely<Tables>,
  type: GrantEventType,
  grant: StoredGrant,
) => Promise<void>

export const createOutbox = (apps: App[], now: () => number): NoteGrantEvent => {
  const listening = new Set(apps.filter(({ webhook }) => webhook !== null).map(({ id }) => id))
  return async (transaction, type, grant) => {
    if (!listening.has(grant.appId)) return
    const user = await transaction
      .selectFrom('users')
      .select('subject')
      .where('id', '=', grant.userId)
      .executeTakeFirst()
    const at = now()
    const event: GrantEvent = {
      type,
      timestamp: new Date(at).toISOString(),
      data: {
        grant_id: grant.id,
        user_id: user?.subject ?? null,
        provider: grant.provider,
        account_identifier: grant.accountIdentifier,
        scopes: grant.scopes,
        status: grant.status,
      },
    }
    const id = `evt_${randomUUID()}`
    const body = JSON.stringify(event)
    await transaction
      .insertInto('deliveries')
      .values({ id, appId: grant.appId, body, attempts: 0, nextAt: at, createdAt: at })
      .execute()
  }
}
