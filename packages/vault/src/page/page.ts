import { connectPage } from '@alter/connect-page'
import { Hono } from 'hono'
import { ProblemError } from '../problem.ts'

/** Forbids inline code, frames and content from other servers. */
const CONTENT_SECURITY_POLICY = [
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

/** The Connect page and its assets. */
export function pageRoutes(): Hono {
  return new Hono()
    .get('/sdk/oauth/connect', (context) =>
      context.html(connectPage.html, 200, { 'content-security-policy': CONTENT_SECURITY_POLICY }),
    )
    .get('/sdk/oauth/connect/assets/:name', (context) => {
      const name = context.req.param('name')
      const asset = Object.hasOwn(connectPage.assets, name) ? connectPage.assets[name] : undefined
      if (!asset) throw new ProblemError('not_found', 'There is no such asset.')
      return context.body(asset.body, 200, {
        'content-type': asset.type,
        // The name contains a hash of the content.
        'cache-control': 'public, max-age=31536000, immutable',
      })
    })
}
