import { randomText } from '../random.ts'

/** Distinguishes browsers. */
export interface Browsers {
  /** The browser's name in a session; `undefined` when it has none yet. */
  nameOf(request: Request, session: string | undefined): string | undefined
}

/** By cookie, as in the vault. For Node, where a test may play several browsers. */
export const BY_COOKIE: Browsers = {
  nameOf({ headers }, session) {
    const prefix = `alter_browser_${session}=`
    const cookies = (headers.get('cookie') ?? '').split(/; */)
    return cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length)
  },
}

/** For a vault inside the browser, where there is only one. */
export const ONLY_ONE: Browsers = { nameOf: () => 'this' }

/** A new name in a session, and the header that sets it for as long as the vault would. */
export function issueName(session: string): { name: string; header: [string, string] } {
  const name = randomText('base64url', 32)
  return {
    name,
    header: ['set-cookie', `alter_browser_${session}=${name}; Max-Age=1800; Path=/; HttpOnly; SameSite=Lax`],
  }
}
