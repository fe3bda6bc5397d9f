import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { equalDigests, randomSecret, sha256 } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { seal, unseal } from '../crypto/seal.ts'
import type { Storage } from '../storage/open.ts'
import type { WalletSessionRow } from '../storage/schema/wallet.ts'
import {
  type EndedSignIns,
  endedMeanwhile,
  holdIssuer,
  noteEnd,
  sweepEndedSignIns,
} from './ended-sign-ins.ts'
import type { SignedInUser } from './issuer-client.ts'
import { CLOCK_TOLERANCE, type LoggedOut } from './logout-token.ts'

/** An intact sign-in to the Wallet. */
export type WalletSession = Omit<WalletSessionRow, 'seal'>

/** Sign-ins to the Wallet. Each is opened by its cookie. The database only holds the hash of the cookie. */
export interface WalletSessions {
  /**
   * Writes a sign-in, and ends the user's oldest one if there are too many. Resolves with the value of the cookie;
   * `null` when the sign-in has ended meanwhile, at its issuer or with its user.
   * @param begunAt when the browser was sent to the issuer. Milliseconds since the epoch.
   */
  begin(
    app: string,
    claim: string,
    user: SignedInUser,
    begunAt: number,
  ): Promise<{ cookie: string; session: WalletSession } | null>
  /** The sign-in of a cookie; `null` when it has ended or its row was altered. */
  find(cookie: string): Promise<WalletSession | null>
  /** The ID token for the issuer. Only the cookie opens it. */
  idToken(session: WalletSession, cookie: string): string | null
  end(id: string): Promise<void>
  /** Ends all sign-ins of one user, those under way too; resolves with the number of those that there were. */
  endOf(issuers: string[], subject: string): Promise<number>
  /** Ends the sign-ins that an issuer names, those under way too: those of one of its sessions, or all of a subject. */
  endAtIssuer(
    issuer: string,
    named: LoggedOut,
  ): Promise<Pick<WalletSession, 'appId' | 'issuer' | 'subject'>[]>
  /** The user's sign-ins that have not ended, newest first. */
  list(issuer: string, subject: string): Promise<Pick<WalletSession, 'createdAt' | 'expiresAt'>[]>
  sweep(): Promise<void>
}

/** How long a sign-in lasts. Milliseconds. */
export const SIGN_IN_LIFE = 43_200_000
/** Simultaneous sign-ins of one user. */
const MOST = 10

/** @param onAltered is called with a row that the vault did not write */
export function createWalletSessions({
  storage,
  keyring,
  now,
  onAltered,
}: {
  storage: Storage
  keyring: Keyring
  now: () => number
  onAltered: (session: { id: string; appId: string }) => void
}): WalletSessions {
  function sealOf(session: WalletSession): string | null {
    return keyring.stamp(session.appId, contentOf(session))
  }
  async function makeRoom(issuer: string, subject: string): Promise<void> {
    const old = await storage
      .selectFrom('walletSessions')
      .select('id')
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .orderBy('createdAt', 'desc')
      .limit(MOST)
      .offset(MOST)
      .execute()
    for (const { id } of old) await storage.deleteFrom('walletSessions').where('id', '=', id).execute()
  }
  return {
    async begin(app, claim, { identity, issuerSubject, issuerSession, idToken }, begunAt) {
      const cookie = randomSecret()
      const at = now()
      const id = sha256(cookie)
      const session: WalletSession = {
        id,
        appId: app,
        issuer: identity.issuer,
        claim,
        subject: identity.subject,
        issuerSubject,
        issuerSession,
        label: identity.label,
        idToken:
          idToken === null
            ? null
            : seal(keyOf(cookie), COOKIE, placeOf({ appId: app, id }), Buffer.from(idToken)),
        createdAt: at,
        expiresAt: at + SIGN_IN_LIFE,
      }
      const sealed = sealOf(session)
      if (sealed === null) throw new Error(`the app ${app} has no key`)
      const isWritten = await storage.transaction().execute(async (transaction) => {
        await holdIssuer(transaction, session.issuer, at)
        if (await endedMeanwhile(transaction, session, begunAt)) return false
        await transaction
          .insertInto('walletSessions')
          .values({ ...session, seal: sealed })
          .execute()
        return true
      })
      if (!isWritten) return null
      await makeRoom(session.issuer, session.subject)
      return { cookie, session }
    },
    async find(cookie) {
      if (!/^[\w-]{43}$/.test(cookie)) return null
      const row = await storage
        .selectFrom('walletSessions')
        .selectAll()
        .where('id', '=', sha256(cookie))
        .executeTakeFirst()
      if (!row) return null
      const { seal: found, ...session } = row
      const expected = sealOf(session)
      if (expected === null || !equalDigests(expected, found)) {
        onAltered(row)
        return null
      }
      return now() < session.expiresAt ? session : null
    },
    idToken(session, cookie) {
      if (session.idToken === null) return null
      return unseal(keyOf(cookie), placeOf(session), session.idToken).toString()
    },
    async end(id) {
      await storage.deleteFrom('walletSessions').where('id', '=', id).execute()
    },
    async endOf(issuers, subject) {
      return storage.transaction().execute(async (transaction) => {
        // In one order, so that two of these never wait for each other.
        for (const issuer of issuers.toSorted()) {
          await holdIssuer(transaction, issuer, now())
          await noteEnd(transaction, { issuer, subject }, now())
        }
        const { numDeletedRows } = await transaction
          .deleteFrom('walletSessions')
          .where('issuer', 'in', issuers)
          .where('subject', '=', subject)
          .executeTakeFirst()
        return Number(numDeletedRows)
      })
    },
    async endAtIssuer(issuer, { session, subject, madeAt }) {
      if (session === undefined && subject === undefined) return []
      const named: EndedSignIns = { issuer, issuerSubject: subject, issuerSession: session }
      return storage.transaction().execute(async (transaction) => {
        const at = now()
        await holdIssuer(transaction, issuer, at)
        const until = madeAt + CLOCK_TOLERANCE * 1000
        // After the end of a session, only its user begins a sign-in, in another session. So if the token names the user
        // alone, the note has no tolerance: the user may sign in again before the token has come.
        await noteEnd(transaction, named, Math.min(session === undefined ? madeAt : until, at))
        let ended = transaction
          .deleteFrom('walletSessions')
          .where('issuer', '=', issuer)
          .where('createdAt', '<=', until)
        if (session !== undefined) ended = ended.where('issuerSession', '=', session)
        if (subject !== undefined) ended = ended.where('issuerSubject', '=', subject)
        return ended.returning(['appId', 'issuer', 'subject']).execute()
      })
    },
    list: (issuer, subject) =>
      storage
        .selectFrom('walletSessions')
        .select(['createdAt', 'expiresAt'])
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .where('expiresAt', '>', now())
        .orderBy('createdAt', 'desc')
        .limit(MOST)
        .execute(),
    async sweep() {
      await storage.deleteFrom('walletSessions').where('expiresAt', '<=', now()).execute()
      await sweepEndedSignIns(storage, now())
    },
  }
}

function contentOf(session: WalletSession): string {
  return JSON.stringify([
    'wallet session',
    session.id,
    session.appId,
    session.issuer,
    session.claim,
    session.subject,
    session.issuerSubject,
    session.issuerSession,
    session.label,
    session.idToken,
    session.createdAt,
    session.expiresAt,
  ])
}

/** Stands in the place of a data key's id. */
const COOKIE = 'cookie'

/** Derives the key from the cookie. The database has only the cookie's hash. @see RFC 5869 §3.2 */
function keyOf(cookie: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', cookie, '', 'alter wallet id token', 32)))
}

function placeOf({ appId, id }: Pick<WalletSession, 'appId' | 'id'>) {
  return { app: appId, record: id, kind: 'sign_in' } as const
}
