import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const dist = fileURLToPath(new URL('../dist', import.meta.url))

/** The built frontend, under a strict policy: own scripts and styles only, and the vault for logos and results. */
export function frontend(vaultOrigin: string): Hono {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' ${vaultOrigin}`,
    `connect-src 'self' ${vaultOrigin}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
  const routes = new Hono()
  routes.use(async (context, next) => {
    await next()
    context.header('content-security-policy', policy)
    context.header('referrer-policy', 'same-origin')
    context.header('x-content-type-options', 'nosniff')
    const isHashed = context.req.path.startsWith('/assets/') && context.res.ok
    context.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  routes.get('*', serveStatic({ root: dist }))
  return routes
}
