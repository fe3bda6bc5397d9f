import { answerAt, createRouter, DEFAULT_BASE_PATH, type RoutesOptions } from './routes.ts'

export type { RoutesApp, RoutesOptions } from './routes.ts'

/** What the adapter needs of Hono's `Context`. */
export interface HonoContext {
  req: { raw: Request; text(): Promise<string> }
}

/**
 * `alterRoutes` for Hono: `app.all('/api/alter/*', alterRoutes({ … }))`. Elsewhere, say so with `basePath`.
 * @throws TypeError naming the option at fault.
 */
export function alterRoutes<Context extends HonoContext = HonoContext>(
  options: RoutesOptions<Context>,
): (context: Context) => Promise<Response> {
  const route = createRouter(options)
  const basePath = options.basePath ?? DEFAULT_BASE_PATH
  return async (context) => answerAt(route, basePath, await unreadRequest(context), context)
}

/** Middleware that has read the body left it with Hono only. */
async function unreadRequest({ req }: HonoContext): Promise<Request> {
  const { raw } = req
  if (!raw.bodyUsed) return raw
  return new Request(raw.url, { method: raw.method, headers: raw.headers, body: await req.text() })
}
