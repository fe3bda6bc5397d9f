import { randomUUID } from 'node:crypto'
import type { GrantEvent } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import { isoTime } from '../grants/grant.ts'
import type { NoteGrantEvent } from '../grants/grant-event.ts'
import { issuersOf } from '../identity/issuers.ts'

export function createOutbox(apps: App[], now: () => number): NoteGrantEvent {
  const listening = new Map(
    apps.filter(({ webhook }) => webhook !== null).map((app) => [app.id, issuersOf(app)]),
  )
  return async (transaction, type, grant, { words = null, providerRevocation, expiresAt } = {}) => {
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
        ...(expiresAt !== undefined && { expires_at: isoTime(expiresAt) }),
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
