import { parse, serialize } from 'hono/utils/cookie'
import { randomSecret, sha256 } from '../crypto/hash.ts'

/** The cookie that tells one browser from another. */
export interface BrowserCookie {
  /** Hash of the cookie a request carries. */
  hashOf(request: Request): string | null
  /** A new cookie: its hash, and the `Set-Cookie` header. */
  issue(): { hash: string; header: string }
}

/** On http only on this machine: WebKit sends no `Secure` cookie there. */
export const createBrowserCookie = (publicUrl: string): BrowserCookie => {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? '__Host-alter_browser' : 'alter_browser'
  return {
    hashOf(request) {
      const value = parse(request.headers.get('cookie') ?? '', name)[name]
      return value !== undefined && /^[\w-]{43}$/.test(value) ? sha256(value) : null
    },
    issue() {
      const secret = randomSecret()
      const header = serialize(name, secret, { path: '/', httpOnly: true, sameSite: 'Lax', secure })
      return { hash: sha256(secret), header }
    },
  }
}
