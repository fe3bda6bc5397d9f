import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App } from '../config/settings.ts'
import { revokeGrant } from '../grants/revoke.ts'
import type { RevokeParts } from '../grants/revoke.ts'
import { noteDeletion } from './deleted.ts'
import type { Storage } from '../storage/open.ts'

export interface ForgetParts extends RevokeParts {
  storage: Storage
}

/**
 * Forgets a user: revokes every grant, here and at the providers, and deletes what is kept of them. Resolves with how
 * many grants were live; a user who is not known has none.
 */
export const forgetUser = async (
  parts: ForgetParts,
  app: App,
  subject: string,
  reason: string,
): Promise<number> => {
  const { storage, store, audit, now } = parts
  const startedAt = now()
  // First of all, so that no token brings the user back meanwhile; of one who is not known yet too.
  await noteDeletion(storage, app.id, subject, startedAt)
  const user = await storage
    .selectFrom('users')
    .select('id')
    .where('appId', '=', app.id)
    .where('subject', '=', subject)
    .executeTakeFirst()
  const told = {
    app: app.id,
    user: user?.id ?? null,
    subject,
    grant: null,
    provider: null,
    action: 'delete_user',
    reason,
    startedAt,
  } as const
  if (!user) {
    audit.record({ ...told, outcome: 'ok', detail: 'not known' })
    return 0
  }
  const deletion = audit.begin(told)
  // Flows first, so that none of them adds a grant meanwhile.
  await storage.deleteFrom('sessions').where('userId', '=', user.id).execute()
  const grants = await store.ofUser(app.id, user.id)
  for (const grant of grants) {
    await revokeGrant(parts, app, grant, reason)
    // An embedded database answers at once: without this nobody else has a turn until all are revoked.
    await nextTurn()
  }
  await storage.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('grants').where('appId', '=', app.id).where('userId', '=', user.id).execute()
    await transaction.deleteFrom('users').where('id', '=', user.id).execute()
  })
  deletion.end({ outcome: 'ok' })
  return grants.filter(({ status }) => status === 'active').length
}
