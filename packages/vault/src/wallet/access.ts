import { WALLET_HEADER } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import { ProblemError } from '../problem.ts'
import type { WalletCookie } from './cookies.ts'
import { type Realm, realmsOf } from './realms.ts'
import type { WalletSession, WalletSessions } from './session-store.ts'

/** A signed-in user, found by the cookie. */
export interface SignedIn {
  session: WalletSession
  /** The realm in which the user is signed in, as it is configured now. */
  realm: Realm
  /** The value of the cookie. */
  cookie: string
}

/** Checks who may use the Wallet's API. */
export interface WalletAccess {
  find(request: Request): Promise<SignedIn | null>
  /** The signed-in user. Throws `session_expired` when there is none. */
  signedIn(request: Request): Promise<SignedIn>
  /**
   * The signed-in user, for a request that changes something. Throws `origin_not_allowed` unless the vault's own page
   * sent it: pages of other sites cannot send this header with this origin, and forms cannot send headers at all.
   */
  changer(request: Request): Promise<SignedIn>
}

export function createWalletAccess(
  apps: App[],
  sessions: WalletSessions,
  cookie: WalletCookie,
  publicUrl: string,
): WalletAccess {
  const { origin } = new URL(publicUrl)
  const realms = realmsOf(apps)

  async function find(request: Request): Promise<SignedIn | null> {
    const value = cookie.read(request)
    const session = value === null ? null : await sessions.find(value)
    if (value === null || session === null) return null
    const realm = realms.find(({ issuer, claim }) => issuer === session.issuer && claim === session.claim)
    return realm ? { session, realm, cookie: value } : null
  }
  async function signedIn(request: Request): Promise<SignedIn> {
    const found = await find(request)
    if (found) return found
    throw new ProblemError('session_expired', 'You are not signed in to the Wallet: sign in again.')
  }
  return {
    find,
    signedIn,
    changer(request) {
      const from = request.headers.get('origin')
      if (from !== origin || request.headers.get(WALLET_HEADER) !== '1') {
        const page = from === null ? 'A page that sends no Origin' : from.slice(0, 200)
        const needed = `only the Wallet's own page may do so, with the header ${WALLET_HEADER}: 1`
        throw new ProblemError('origin_not_allowed', `${page} may not change anything here: ${needed}.`)
      }
      return signedIn(request)
    },
  }
}
