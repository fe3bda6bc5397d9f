import { walletPage } from '@alter/wallet-page'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { PAGE_POLICY, serveAsset } from '../page/built-page.ts'
import { ProblemError } from '../problem.ts'

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
    .get('/wallet/assets/:name', (context) => serveAsset(context, walletPage.assets))
    .get('/wallet', place)
    .get('/wallet/:page', place)
    .get('/wallet/:page/:id', place)
}
