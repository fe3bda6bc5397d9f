import { parse, serialize } from 'hono/utils/cookie'
import { sha256 } from '../crypto/hash.ts'

/** Reads and writes one of the Wallet's cookies. */
export interface WalletCookie {
  read(request: Request): string | null
  /** The `Set-Cookie` header that stores a value for this many seconds. */
  keep(value: string, seconds: number): string
  /** The `Set-Cookie` header that deletes the cookie. */
  forget(): string
}

/** The Wallet's cookies: for the sign-in, and for attempts to sign in. */
export function walletCookies(publicUrl: string): { session: WalletCookie; attempts: WalletCookie } {
  return {
    session: cookie(publicUrl, 'alter_wallet'),
    attempts: cookie(publicUrl, 'alter_wallet_sign_in'),
  }
}

/**
 * Plain http is used on this machine only. There a browser may refuse `Secure` cookies, and all ports share cookies. So
 * the name of the cookie contains a hash of the vault's address. This also separates several vaults on one host.
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
