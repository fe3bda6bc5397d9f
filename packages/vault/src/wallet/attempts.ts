import { z } from 'zod'
import type { App } from '../config/settings.ts'
import { equalDigests, sha256 } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { CLOCKS_APART } from '../storage/clocks-apart.ts'
import { isWithin } from '../within.ts'
import type { WalletCookie } from './cookies.ts'

/** A sign-in that has begun at an issuer. */
export interface SignInAttempt {
  state: string
  /** PKCE code verifier. */
  verifier: string
  nonce: string
  /** The place of the page to which the user returns. */
  to: string
  /** Milliseconds since the epoch. */
  begunAt: number
}

/** Sign-ins that have begun, in a sealed cookie of the browser, so that strangers cannot fill the database. */
export interface SignInAttempts {
  /** The `Set-Cookie` header that adds an attempt. */
  add(request: Request, app: App, attempt: SignInAttempt): string
  /**
   * The attempt of a `state`, if this browser began it with the client of this app, and the `Set-Cookie` header without
   * it.
   */
  take(request: Request, app: App, state: string): Promise<{ attempt: SignInAttempt | null; header: string }>
}

/** How long a sign-in may take. Milliseconds. */
export const LONGEST_SIGN_IN = 600_000
/** Attempts of one browser, because a cookie has at most 4096 bytes. */
const MOST = 3
/** Separates attempts in the cookie. They cannot contain it. */
const BETWEEN = '~'

const schema: z.ZodType<SignInAttempt> = z.object({
  state: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  to: z.string(),
  begunAt: z.number(),
})

export function createSignInAttempts(
  cookie: WalletCookie,
  keyring: Keyring,
  now: () => number,
): SignInAttempts {
  function kept(request: Request): string[] {
    const value = cookie.read(request)
    return value === null ? [] : value.split(BETWEEN).slice(-MOST)
  }
  function headerOf(sealed: string[]): string {
    return sealed.length === 0 ? cookie.forget() : cookie.keep(sealed.join(BETWEEN), LONGEST_SIGN_IN / 1000)
  }
  async function open(app: App, sealed: string): Promise<SignInAttempt | null> {
    try {
      const attempt = schema.parse(JSON.parse(await keyring.open(placeOf(app), sealed)))
      // A sign-in may have begun at a vault whose clock is ahead, but not after the clock was set back.
      const isLate = !isWithin(LONGEST_SIGN_IN + CLOCKS_APART, attempt.begunAt - CLOCKS_APART, now())
      return isLate ? null : attempt
    } catch {
      // The attempt belongs to another app, is too old for its key, or was not made by the vault.
      return null
    }
  }
  return {
    add(request, app, attempt) {
      const sealed = keyring.seal(placeOf(app), JSON.stringify(attempt))
      return headerOf([...kept(request), sealed].slice(-MOST))
    },
    async take(request, app, state) {
      const all = kept(request)
      for (const sealed of all) {
        const attempt = await open(app, sealed)
        if (!attempt || !equalDigests(sha256(attempt.state), sha256(state))) continue
        return { attempt, header: headerOf(all.filter((each) => each !== sealed)) }
      }
      return { attempt: null, header: headerOf(all) }
    },
  }
}

/** The place names the app, so that an answer at another app's redirect URI opens nothing. */
function placeOf({ id }: App) {
  return { app: id, record: 'wallet', kind: 'sign_in' } as const
}
