import type { Context } from 'hono'
import { answerAt, createRouter, DEFAULT_BASE_PATH, type RoutesOptions } from './routes/routes.ts'
import { sentAs } from './routes/sent-request.ts'

export type { RoutesApp, RoutesOptions } from './routes/routes.ts'

/** Hono's context, of any app. */
export type HonoContext = Context

/**
 * `alterRoutes` for Hono, below `/api/alter`. For another path, set `basePath`.
 * @throws TypeError naming the option at fault.
 * @example
 * const routes = alterRoutes({
 *   app,
 *   origins: ['https://app.example.com'],
 *   userToken: (_, context) => context.get('jwt'),
 * })
 * server.all('/api/alter/*', routes)
 */
export function alterRoutes<Own extends HonoContext = HonoContext>(
  options: RoutesOptions<Own, Request & Own>,
): (context: Own) => Promise<Response> {
  const route = createRouter(options, sentAs)
  const basePath = options.basePath ?? DEFAULT_BASE_PATH
  return async (context) => answerAt(route, basePath, await unreadRequest(context), context)
}

/** A middleware that read the body left it with Hono only. */
async function unreadRequest({ req }: HonoContext): Promise<Request> {
  const { raw } = req
  if (!raw.bodyUsed) return raw
  return new Request(raw.url, { method: raw.method, headers: raw.headers, body: await req.text() })
}
