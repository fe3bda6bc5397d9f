import { walletPage } from '@alter/wallet-page'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { ProblemError } from '../problem.ts'

/** Forbids inline code, frames and content from other servers. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** The policy of an answer that is no page, in case a browser opens it as one. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"

/** Headers of every answer of the Wallet. A route may set its own. */
export function walletHeaders(publicUrl: string): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.path === '/wallet/') {
      context.res = context.redirect(`${publicUrl}/wallet`, 308)
    } else {
      await next()
    }
    const { headers } = context.res
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', NOTHING)
    if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store')
    headers.set('cross-origin-resource-policy', 'same-origin')
    headers.set('x-frame-options', 'DENY')
  }
}

/** First path segments that are no places of the page. */
const NO_PLACES = new Set(['api', 'assets', 'sign-in', 'callback'])

/** Serves the page at each of its places, and its assets. It comes after all other routes of the Wallet. */
export function walletPageRoutes(publicUrl: string): Hono {
  const html = walletPage.html(`${new URL(publicUrl).pathname.replace(/\/$/, '')}/wallet`)
  function place(context: Context): Response {
    if (NO_PLACES.has(context.req.param('page') ?? '')) {
      throw new ProblemError('not_found', 'There is nothing at this address.')
    }
    return context.html(html, 200, { 'content-security-policy': PAGE_POLICY })
  }
  return new Hono()
    .get('/wallet/assets/:name', (context) => {
      const name = context.req.param('name')
      const asset = Object.hasOwn(walletPage.assets, name) ? walletPage.assets[name] : undefined
      if (!asset) throw new ProblemError('not_found', 'There is no such asset.')
      return context.body(asset.body, 200, {
        'content-type': asset.type,
        // The name contains a hash of the content.
        'cache-control': 'public, max-age=31536000, immutable',
      })
    })
    .get('/wallet', place)
    .get('/wallet/:page', place)
    .get('/wallet/:page/:id', place)
}
