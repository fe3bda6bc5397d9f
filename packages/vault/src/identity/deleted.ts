import { sha256 } from '../crypto/hash.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'

/** How long a deletion is remembered: longer than user tokens live. Milliseconds. */
const KEPT = 365 * 86_400_000
/** How long a token without `iat` is refused: it may be older than the deletion. Milliseconds. */
const UNDATED = 86_400_000

/** Which deletion. The subject itself is forgotten. */
const keyOf = (app: string, subject: string) => ({
  appId: app,
  subjectHash: sha256(JSON.stringify([app, subject])),
})

/** Remembers that a user was deleted: tokens that were issued until then no longer bring them back. */
export const noteDeletion = async (
  storage: Storage,
  app: string,
  subject: string,
  now: number,
): Promise<void> => {
  await storage
    .insertInto('deletedSubjects')
    .values({ ...keyOf(app, subject), deletedAt: now })
    .onConflict((conflict) => conflict.columns(['appId', 'subjectHash']).doUpdateSet({ deletedAt: now }))
    .execute()
}

/**
 * Throws `invalid_user_token` when a user was deleted after their token was issued.
 * @param issuedAt milliseconds since the epoch; `null` when the token does not say
 */
export const assertNotDeleted = async (
  storage: Storage,
  app: string,
  { subject, issuedAt }: { subject: string; issuedAt: number | null },
  now: number,
): Promise<void> => {
  const { appId, subjectHash } = keyOf(app, subject)
  const deletion = await storage
    .selectFrom('deletedSubjects')
    .select('deletedAt')
    .where('appId', '=', appId)
    .where('subjectHash', '=', subjectHash)
    .executeTakeFirst()
  if (!deletion) return
  const isOlder = issuedAt === null ? now < deletion.deletedAt + UNDATED : issuedAt <= deletion.deletedAt
  if (isOlder) throw deletedProblem()
}

export const deletedProblem = (): ProblemError =>
  new ProblemError(
    'invalid_user_token',
    'The user of this token was deleted after it was issued: whoever signs up again sends a fresh one.',
  )

/** Forgets deletions whose tokens are long over. */
export const sweepDeletions = async (storage: Storage, now: number): Promise<void> => {
  await storage
    .deleteFrom('deletedSubjects')
    .where('deletedAt', '<', now - KEPT)
    .execute()
}
