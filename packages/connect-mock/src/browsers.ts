import { randomText } from './random.ts'

/** Tells one browser from another. */
export interface Browsers {
  /** The name that the browser which sent a request has in a session; `undefined` for one that has none yet. */
  nameOf(request: Request, session: string | undefined): string | undefined
}

/** By cookie, as the vault does: in Node, where a test may play several. */
export const BY_COOKIE: Browsers = {
  nameOf({ headers }, session) {
    const prefix = `alter_browser_${session}=`
    const cookies = (headers.get('cookie') ?? '').split(/; */)
    return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length)
  },
}

/** Where the vault itself lies in the browser, there is only this one. */
export const ONLY_ONE: Browsers = { nameOf: () => 'this' }

/** A new name in a session, and the header that gives it for as long as the vault would. */
export function issueName(session: string): { name: string; header: [string, string] } {
  const name = randomText('base64url', 32)
  return {
    name,
    header: ['set-cookie', `alter_browser_${session}=${name}; Max-Age=1800; Path=/; HttpOnly; SameSite=Lax`],
  }
}
