import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Callers } from './caller.ts'
import { KEY_ROUTES } from './keys/key-scopes.ts'

/** Records the address of each request, and what its route requires of a key, before the route asks who calls. */
export function noteArrivals(callers: Callers): MiddlewareHandler {
  return async (context, next) => {
    const route = matchedRoutes(context).at(-1)
    const opening = route && KEY_ROUTES[`${route.method} ${route.path}`]
    const { ip }: { ip?: string } = context.env
    if (opening) callers.arrived(context.req.raw, { ip, opening })
    await next()
  }
}
