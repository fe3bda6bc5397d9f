import { randomText } from './random.ts'

/** Tells one browser from another. */
export interface Browsers {
  /** The name of the browser that sent a request; `undefined` for one that has none yet. */
  nameOf(request: Request): string | undefined
}

/** By cookie, as the vault does: in Node, where a test may play several. */
export const BY_COOKIE: Browsers = {
  nameOf: ({ headers }) => /(?:^|; *)alter_browser=([\w-]{43})(?:;|$)/.exec(headers.get('cookie') ?? '')?.[1],
}

/** Where the vault itself lies in the browser, there is only this one. */
export const ONLY_ONE: Browsers = { nameOf: () => 'this' }

/** A new name, and the header that gives it. */
export function issueName(): { name: string; header: [string, string] } {
  const name = randomText('base64url', 32)
  return { name, header: ['set-cookie', `alter_browser=${name}; Path=/; HttpOnly; SameSite=Lax`] }
}
