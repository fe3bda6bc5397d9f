import type { AskedBy, Audit } from '../audit-event.ts'
import type { App } from '../config/settings.ts'
import { noteDeletion } from './deleted.ts'
import { holdUsers } from '../storage/hold-users.ts'
import type { Storage } from '../storage/open.ts'
import { isBrokenReference } from '../storage/broken-reference.ts'
import { namesakes } from './users.ts'

export interface ForgetParts {
  storage: Storage
  audit: Audit
  /** Revokes every grant of a user, in the vault and at the providers. Resolves with the number that were live. */
  revokeGrants: (app: string, user: string, by: AskedBy) => Promise<number>
  now: () => number
}

/**
 * Forgets a user: revokes every grant, in the vault and at the providers, and deletes the user's data. Resolves with
 * the number of live grants, which is 0 for an unknown user.
 * @param issuers issuers by which the subject means the same user; the present one first
 */
export async function forgetUser(
  parts: ForgetParts,
  app: App,
  { issuers, subject }: { issuers: [string, ...string[]]; subject: string },
  by: AskedBy,
): Promise<number> {
  const { storage, audit, now } = parts
  const startedAt = now()
  // This comes first, so that no token brings the user back meanwhile. It also applies to a user who is not known yet.
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

/** How often a user is erased to whom a flow adds a session or a grant meanwhile. */
const TRIES = 5

async function forgetOne(
  { storage, revokeGrants }: ForgetParts,
  app: App,
  user: string,
  by: AskedBy,
): Promise<number> {
  // Sessions are deleted first, so that no flow adds a grant meanwhile.
  await storage.deleteFrom('sessions').where('userId', '=', user).execute()
  let live = 0
  for (let tries = 0; tries < TRIES; tries += 1) {
    live += await revokeGrants(app.id, user, by)
    try {
      if (await erase(storage, app.id, user)) return live
    } catch (error) {
      // A session that was created meanwhile refers to the user. The next try deletes it too.
      if (!isBrokenReference(error)) throw error
    }
  }
  throw new Error('the user begins flows or connects accounts faster than they are ended')
}

/**
 * Deletes a user and the user's data. False when the user has a live grant again: providers answer slowly, and a user
 * who came back with a fresh token can connect an account meanwhile. Its tokens must be revoked before they are deleted.
 */
function erase(storage: Storage, app: string, user: string): Promise<boolean> {
  return storage.transaction().execute(async (transaction) => {
    // A flow that is ending holds its session: this waits for it, and what it wrote is seen below.
    await transaction.deleteFrom('sessions').where('userId', '=', user).execute()
    const live = await transaction
      .selectFrom('grants')
      .select('id')
      .where('appId', '=', app)
      .where('userId', '=', user)
      .where('status', '=', 'active')
      .limit(1)
      .executeTakeFirst()
    if (live) return false
    await transaction.deleteFrom('grants').where('appId', '=', app).where('userId', '=', user).execute()
    // An approval that is being stored holds its user: this waits for it, and deletes it below.
    await holdUsers(transaction, [user])
    await transaction.deleteFrom('delegations').where('appId', '=', app).where('userId', '=', user).execute()
    // Waiting approvals hold the user's data.
    await transaction.deleteFrom('approvals').where('appId', '=', app).where('userId', '=', user).execute()
    await transaction.deleteFrom('users').where('id', '=', user).execute()
    return true
  })
}
