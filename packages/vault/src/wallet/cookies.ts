import { parse, serialize } from 'hono/utils/cookie'
import { sha256 } from '../crypto/hash.ts'

/** One cookie of the Wallet's, read and written. */
export interface WalletCookie {
  read(request: Request): string | null
  /** The `Set-Cookie` header that has the browser keep a value for so many seconds. */
  keep(value: string, seconds: number): string
  /** The `Set-Cookie` header that has the browser forget it. */
  forget(): string
}

/** The cookies of a vault: who is signed in, and the sign-ins under way. */
export function walletCookies(publicUrl: string): { session: WalletCookie; attempts: WalletCookie } {
  return {
    session: cookie(publicUrl, 'alter_wallet'),
    attempts: cookie(publicUrl, 'alter_wallet_sign_in'),
  }
}

/**
 * Plain http is used on this machine only. There a browser may refuse `Secure` cookies, and it shares cookies among all
 * ports. So the name says which vault a cookie is of. It also does where several vaults are below one host.
 */
function cookie(publicUrl: string, plain: string): WalletCookie {
  const { protocol, host, pathname } = new URL(publicUrl)
  const secure = protocol === 'https:'
  const suffix = secure && pathname === '/' ? '' : `_${sha256(`${host}${pathname}`).slice(0, 8)}`
  const name = `${secure ? '__Host-' : ''}${plain}${suffix}`
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const
  return {
    read: (request) => parse(request.headers.get('cookie') ?? '', name)[name] ?? null,
    keep: (value, seconds) => serialize(name, value, { ...attributes, maxAge: seconds }),
    forget: () => serialize(name, '', { ...attributes, maxAge: 0 }),
  }
}
