import { type NextRequest, NextResponse } from 'next/server'
import { VAULT } from './vault.ts'

/** A strict Content Security Policy. Next takes the nonce from the request's and puts it on its own scripts. */
export function proxy(request: NextRequest): NextResponse {
  // `next dev` evaluates code and injects styles.
  if (process.env.NODE_ENV !== 'production') return NextResponse.next()
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${crypto.randomUUID()}' 'strict-dynamic'`,
    "style-src 'self'",
    `img-src 'self' ${VAULT}`,
    `connect-src 'self' ${VAULT}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = { matcher: '/((?!api/|_next/).*)' }
