import type { AskedBy, Audit } from '../audit-event.ts'
import type { App } from '../config/settings.ts'
import { noteDeletion } from './deleted.ts'
import type { Storage } from '../storage/open.ts'
import { namesakes } from './users.ts'

export interface ForgetParts {
  storage: Storage
  audit: Audit
  /** Revokes every grant of a user, here and at the providers. Resolves with how many were live. */
  revokeGrants: (app: string, user: string, by: AskedBy) => Promise<number>
  now: () => number
}

/**
 * Forgets a user: revokes every grant, here and at the providers, and deletes what is kept of them. Resolves with how
 * many grants were live; a user who is not known has none.
 * @param issuers those that mean the same user by the subject; the present one first
 */
export async function forgetUser(
  parts: ForgetParts,
  app: App,
  { issuers, subject }: { issuers: [string, ...string[]]; subject: string },
  by: AskedBy,
): Promise<number> {
  const { storage, audit, now } = parts
  const startedAt = now()
  // First of all, so that no token brings the user back meanwhile; of one who is not known yet too.
  await noteDeletion(storage, app.id, issuers, subject, startedAt)
  const users = await namesakes(storage, app.id, issuers, subject)
  const common = {
    app: app.id,
    grant: null,
    provider: null,
    action: 'delete_user',
    ...by,
    startedAt,
  } as const
  if (users.length === 0) {
    const who = { issuer: issuers[0], subject }
    audit.record({ ...common, user: null, subject: who, outcome: 'ok', detail: 'not known' })
  }
  let live = 0
  for (const { id, issuer } of users) {
    const deletion = audit.begin({ ...common, user: id, subject: { issuer, subject } })
    live += await forgetOne(parts, app, id, by)
    deletion.end({ outcome: 'ok' })
  }
  return live
}

async function forgetOne(parts: ForgetParts, app: App, user: string, by: AskedBy): Promise<number> {
  const { storage, revokeGrants } = parts
  // Flows first, so that none of them adds a grant meanwhile.
  await storage.deleteFrom('sessions').where('userId', '=', user).execute()
  const live = await revokeGrants(app.id, user, by)
  await storage.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('grants').where('appId', '=', app.id).where('userId', '=', user).execute()
    await transaction
      .deleteFrom('delegations')
      .where('appId', '=', app.id)
      .where('userId', '=', user)
      .execute()
    // What waits for their yes, or was sent with it, holds what is theirs.
    await transaction.deleteFrom('approvals').where('appId', '=', app.id).where('userId', '=', user).execute()
    await transaction.deleteFrom('users').where('id', '=', user).execute()
  })
  return live
}
