import { parse, serialize } from 'hono/utils/cookie'
import { randomSecret, sha256 } from '../crypto/hash.ts'
import { longestReadable, type Session } from './session.ts'

/**
 * The cookie that tells one browser from another: one for each session, never a value that the browser brought, since
 * on http every program on this machine may set cookies for all of it.
 */
export interface BrowserCookie {
  /** Hash of the cookie that a request carries for a session. */
  hashOf(session: Session, request: Request): string | null
  /** A new cookie for a session: its hash, and the `Set-Cookie` header. */
  issue(session: Session): { hash: string; header: string }
}

/** No cookie may ask for more than 400 days. Seconds. */
const LONGEST_AGE = 34_560_000

/** On http only on this machine: WebKit sends no `Secure` cookie there. */
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
