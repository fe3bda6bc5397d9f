import { sha256 } from '../crypto/hash.ts'
import { deletedProblem } from '../user-problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Subject } from '../subject.ts'

/** How long a deletion is remembered. It is longer than user tokens live. Milliseconds. */
const KEPT = 365 * 86_400_000
/** How long a token without `iat` is refused after a deletion, because it may be older. Milliseconds. */
const UNDATED = 86_400_000

/** Hash of a deleted user. The subject itself is not stored. */
function hashOf(app: string, who: Subject): string {
  return sha256(JSON.stringify([app, who.issuer, who.subject]))
}

/** Hash of a user who was deleted before the vault kept issuers. */
function formerHashOf(app: string, subject: string): string {
  return sha256(JSON.stringify([app, subject]))
}

/** Remembers that a user was deleted, so that tokens from before cannot bring the user back. */
export async function noteDeletion(
  storage: Storage,
  app: string,
  issuers: string[],
  subject: string,
  now: number,
): Promise<void> {
  const deletions = issuers.map((issuer) => ({
    appId: app,
    subjectHash: hashOf(app, { issuer, subject }),
    deletedAt: now,
  }))
  await storage
    .insertInto('deletedSubjects')
    .values(deletions)
    .onConflict((conflict) => conflict.columns(['appId', 'subjectHash']).doUpdateSet({ deletedAt: now }))
    .execute()
}

/**
 * Throws `invalid_user_token` when the user was deleted after the token was issued.
 * @param issuedAt milliseconds since the epoch; `null` when the token does not say
 */
export async function assertNotDeleted(
  storage: Storage,
  app: string,
  issuers: string[],
  { subject, issuedAt }: { subject: string; issuedAt: number | null },
  now: number,
): Promise<void> {
  const hashes = issuers.map((issuer) => hashOf(app, { issuer, subject }))
  const { deletedAt } = await storage
    .selectFrom('deletedSubjects')
    .select((select) => select.fn.max<number | null>('deletedAt').as('deletedAt'))
    .where('appId', '=', app)
    .where('subjectHash', 'in', [...hashes, formerHashOf(app, subject)])
    .executeTakeFirstOrThrow()
  if (deletedAt === null) return
  const isOlder = issuedAt === null ? now < deletedAt + UNDATED : issuedAt <= deletedAt
  if (isOlder) throw deletedProblem()
}

/** Forgets deletions that are older than any user token. */
export async function sweepDeletions(storage: Storage, now: number): Promise<void> {
  await storage
    .deleteFrom('deletedSubjects')
    .where('deletedAt', '<', now - KEPT)
    .execute()
}
