import { connectPage } from '@alter/connect-page'
import { Hono } from 'hono'
import { PAGE_POLICY, serveAsset } from './built-page.ts'

/** The Connect page and its assets. */
export function pageRoutes(): Hono {
  return new Hono()
    .get('/sdk/oauth/connect', (context) =>
      context.html(connectPage.html, 200, { 'content-security-policy': PAGE_POLICY }),
    )
    .get('/sdk/oauth/connect/assets/:name', (context) => serveAsset(context, connectPage.assets))
}
