import { parse, serialize } from 'hono/utils/cookie'
import { randomSecret, sha256 } from '../crypto/hash.ts'
import { longestReadable, type Session } from './session.ts'

/**
 * The cookie that identifies a browser. Each session has a cookie with a value of the vault, because on http every
 * program of the machine can set cookies for all ports.
 */
export interface BrowserCookie {
  /** Hash of the cookie that a request carries for a session; `null` for none. */
  hashOf(session: Session, request: Request): string | null
  /** Creates a cookie for a session: its hash, and the `Set-Cookie` header. */
  issue(session: Session): { hash: string; header: string }
}

/** Browsers limit the age of cookies to 400 days. Seconds. */
const LONGEST_AGE = 34_560_000

/** Http is used on this machine only, where WebKit would not send a `Secure` cookie. */
export function createBrowserCookie(publicUrl: string): BrowserCookie {
  const secure = publicUrl.startsWith('https:')
  function nameFor({ id }: Session): string {
    return `${secure ? '__Host-' : ''}alter_browser_${id}`
  }
  return {
    hashOf(session, request) {
      const name = nameFor(session)
      const value = parse(request.headers.get('cookie') ?? '', name)[name]
      return value !== undefined && /^[\w-]{43}$/.test(value) ? sha256(value) : null
    },
    issue(session) {
      const secret = randomSecret()
      const header = serialize(nameFor(session), secret, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure,
        maxAge: Math.min(longestReadable(session) / 1000, LONGEST_AGE),
      })
      return { hash: sha256(secret), header }
    },
  }
}
