import { randomUUID } from 'node:crypto'
import type { GrantEvent, GrantEventType, ProviderRevocation } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { App } from '../config/settings.ts'
import type { StoredGrant } from '../grants/grant.ts'
import { issuersOf } from '../identity/issuers.ts'
import type { Tables } from '../storage/schema.ts'

/** Notes what happened to a grant for the app's webhook, in the transaction in which it happens. */
export type NoteGrantEvent = (
  transaction: Kysely<Tables>,
  type: GrantEventType,
  grant: StoredGrant,
  ending?: {
    /** Why, in the provider's words. */
    words?: string | null
    providerRevocation?: ProviderRevocation
  },
) => Promise<void>

export function createOutbox(apps: App[], now: () => number): NoteGrantEvent {
  const listening = new Map(
    apps.filter(({ webhook }) => webhook !== null).map((app) => [app.id, issuersOf(app)]),
  )
  return async (transaction, type, grant, { words = null, providerRevocation } = {}) => {
    const issuers = listening.get(grant.appId)
    if (!issuers) return
    const user = await transaction
      .selectFrom('users')
      .select(['issuer', 'subject'])
      .where('id', '=', grant.userId)
      .executeTakeFirst()
    const at = now()
    const event: GrantEvent = {
      type,
      timestamp: new Date(at).toISOString(),
      data: {
        grant_id: grant.id,
        // A subject of another issuer would name somebody else to the app.
        user_id: user && issuers.includes(user.issuer) ? user.subject : null,
        provider: grant.provider,
        account_identifier: grant.accountIdentifier,
        scopes: grant.scopes,
        status: grant.status,
        ...(words !== null && { ended_reason: words }),
        ...(providerRevocation && { provider_revocation: providerRevocation }),
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
