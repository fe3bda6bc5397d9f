import { Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import { buildDocument, type Document } from './document.ts'
import { referencePage } from './page.ts'
import { STYLE } from './style.ts'

/** Forbids scripts and content from other servers. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the reference of the given routes and its own, as an OpenAPI document and as a page. */
export function referenceRoutes(routes: Hono, publicUrl: string): Hono {
  let built: Document | undefined
  function document(): Document {
    const all = [...inspectRoutes(routes), ...inspectRoutes(own)]
    return (built ??= buildDocument(
      publicUrl,
      all.filter(({ isMiddleware }) => !isMiddleware),
    ))
  }
  const own = new Hono()
    .get('/openapi.json', (context) => context.json(document()))
    .get('/reference', (context) =>
      context.html(referencePage(document()), 200, { 'content-security-policy': CONTENT_SECURITY_POLICY }),
    )
    .get('/reference.css', (context) =>
      context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }),
    )
  return own
}
