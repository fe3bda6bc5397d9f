import type { Storage } from '../storage/open.ts'
import type { AuditRow } from '../storage/schema.ts'

export interface AuditQuery {
  app: string | undefined
  /** What the identity provider calls them, or the vault does. */
  user: string | undefined
  /** Whom an app means by that. */
  meaning: (app: string) => AuditedUser
  grant: string | undefined
  /** Milliseconds since the epoch. */
  since: number | undefined
  /** How many at most; the newest are preferred. */
  limit: number
}

/** How the rows of a user may be told. */
export interface AuditedUser {
  /** Of the subject; `null` where any will do. */
  issuers: string[] | null
  /** What the user is called by that stays when they are forgotten. */
  hashes: string[]
}

/** A row, and what the identity provider calls its user, as far as the vault still knows. */
export type AuditEntry = AuditRow & { subject: string | null }

/** The newest rows that match, oldest first. */
export const readAudit = async (storage: Storage, query: AuditQuery): Promise<AuditEntry[]> => {
  const apps = query.app === undefined ? await recordedApps(storage) : [query.app]
  const found = await Promise.all(apps.map((app) => readApp(storage, app, query)))
  return found
    .flat()
    .toSorted((one, other) => one.at - other.at)
    .slice(-query.limit)
}

const readApp = async (storage: Storage, app: string, query: AuditQuery): Promise<AuditEntry[]> => {
  const { user, grant, since, limit, meaning } = query
  let rows = storage
    .selectFrom('audit')
    .leftJoin('users', 'users.id', 'audit.userId')
    .selectAll('audit')
    .select('users.subject')
    .where('audit.appId', '=', app)
  if (user !== undefined) {
    const { issuers, hashes } = meaning(app)
    rows = rows.where((row) =>
      row.or([
        issuers === null
          ? row('users.subject', '=', user)
          : row.and([row('users.subject', '=', user), row('users.issuer', 'in', issuers)]),
        row('audit.userId', '=', user),
        ...(hashes.length === 0
          ? []
          : [
              row('audit.subjectHash', 'in', hashes),
              // Some rows name the user by the vault's id alone.
              row(
                'audit.userId',
                'in',
                row
                  .selectFrom('audit as named')
                  .select('named.userId')
                  .where('named.appId', '=', app)
                  .where('named.subjectHash', 'in', hashes)
                  .where('named.userId', 'is not', null),
              ),
            ]),
      ]),
    )
  }
  if (grant !== undefined) rows = rows.where('audit.grantId', '=', grant)
  if (since !== undefined) rows = rows.where('audit.at', '>=', since)
  const newestFirst = await rows.orderBy('audit.at', 'desc').limit(limit).execute()
  return newestFirst.toReversed()
}

/** The apps that have rows, those that are no longer configured too. The index begins with the app: one seek for each. */
export const recordedApps = async (storage: Storage): Promise<string[]> => {
  const apps: string[] = []
  for (;;) {
    const next = await storage
      .selectFrom('audit')
      .select('appId')
      .where('appId', '>', apps.at(-1) ?? '')
      .orderBy('appId')
      .limit(1)
      .executeTakeFirst()
    if (!next) return apps
    apps.push(next.appId)
  }
}
