import { Hono } from 'hono'
import { ProblemError } from '../problem.ts'
import type { Logos } from './logos.ts'

/** Serves the apps' logos to everybody, because their users see them. */
export function brandRoutes(logos: Logos): Hono {
  return new Hono().get('/sdk/apps/:id/logo', (context) => {
    const logo = logos.find(context.req.param('id'))
    if (!logo) throw new ProblemError('not_found', 'There is no such logo.')
    return context.body(logo.bytes, 200, {
      'content-type': logo.type,
      'cache-control': 'public, max-age=86400',
      // An SVG may draw and nothing else, even when somebody opens it directly.
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    })
  })
}
