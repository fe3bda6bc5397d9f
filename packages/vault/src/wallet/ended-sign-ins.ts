import { type Kysely, sql } from 'kysely'
import { sha256 } from '../crypto/hash.ts'
import type { Tables } from '../storage/schema.ts'
import { LONGEST_SIGN_IN } from './attempts.ts'

/** The sign-ins that end: those of a user, or those that an issuer names by its own `sub`, by its `sid`, or by both. */
export type EndedSignIns =
  | { issuer: string; subject: string }
  | { issuer: string; issuerSubject?: string | undefined; issuerSession?: string | undefined }

/** What a sign-in can be named by. */
export interface SignInNames {
  issuer: string
  subject: string
  issuerSubject: string
  issuerSession: string | null
}

/**
 * Makes other transactions that begin or end sign-ins of the same issuer wait until this one ends. So a sign-in that is
 * being written is either found by what ends it, or finds that it has ended.
 */
export async function holdIssuer(transaction: Kysely<Tables>, issuer: string, now: number): Promise<void> {
  await noteUntil(transaction, [issuer], now)
}

/** Remembers that sign-ins which began until then have ended, in the transaction that deletes those there are. */
export async function noteEnd(
  transaction: Kysely<Tables>,
  ended: EndedSignIns,
  until: number,
): Promise<void> {
  const name =
    'subject' in ended
      ? nameOf(ended.issuer, { subject: ended.subject })
      : nameOf(ended.issuer, { issuerSubject: ended.issuerSubject, issuerSession: ended.issuerSession })
  await noteUntil(transaction, name, until)
}

/** Whether a sign-in that began at this time has ended before it was written. */
export async function endedMeanwhile(
  transaction: Kysely<Tables>,
  { issuer, subject, issuerSubject, issuerSession }: SignInNames,
  begunAt: number,
): Promise<boolean> {
  const names = [nameOf(issuer, { subject }), nameOf(issuer, { issuerSubject })]
  if (issuerSession !== null) {
    names.push(nameOf(issuer, { issuerSession }), nameOf(issuer, { issuerSubject, issuerSession }))
  }
  const found = await transaction
    .selectFrom('endedSignIns')
    .select('nameHash')
    .where('nameHash', 'in', names.map(hashOf))
    .where('until', '>=', begunAt)
    .executeTakeFirst()
  return found !== undefined
}

/** Ends that are forgotten in one round. */
const MOST_FORGOTTEN = 1000

/**
 * Forgets ends that are older than any sign-in under way. Each is deleted by a statement of its own: one statement
 * locks its rows in any order, so it and a transaction that notes two ends could wait for each other.
 */
export async function sweepEndedSignIns(storage: Kysely<Tables>, now: number): Promise<void> {
  const before = now - LONGEST_SIGN_IN
  const old = await storage
    .selectFrom('endedSignIns')
    .select('nameHash')
    .where('until', '<', before)
    .limit(MOST_FORGOTTEN)
    .execute()
  for (const { nameHash } of old) {
    await storage
      .deleteFrom('endedSignIns')
      .where('nameHash', '=', nameHash)
      .where('until', '<', before)
      .execute()
  }
}

type Name = (string | null)[]

function nameOf(
  issuer: string,
  names: { subject?: string; issuerSubject?: string | undefined; issuerSession?: string | undefined },
): Name {
  return [issuer, names.subject ?? null, names.issuerSubject ?? null, names.issuerSession ?? null]
}

/** The names themselves are not stored. */
function hashOf(name: Name): string {
  return sha256(JSON.stringify(name))
}

async function noteUntil(transaction: Kysely<Tables>, name: Name, until: number): Promise<void> {
  await transaction
    .insertInto('endedSignIns')
    .values({ nameHash: hashOf(name), until })
    .onConflict((conflict) =>
      conflict.column('nameHash').doUpdateSet({
        until: sql<number>`case when ended_sign_ins.until < excluded.until then excluded.until else ended_sign_ins.until end`,
      }),
    )
    .execute()
}
