import { answerAt, createRouter, DEFAULT_BASE_PATH, type RoutesOptions } from './routes/routes.ts'

export type { RoutesApp, RoutesOptions } from './routes/routes.ts'

/** The second argument of a Next route handler. */
export interface NextContext {
  /** The segments of a dynamic route. */
  params?: Promise<Record<string, string | string[] | undefined>>
}

/** A route handler of Next's App Router. */
export type NextHandler = (request: Request, context: NextContext) => Promise<Response>

/**
 * `alterRoutes` for Next's App Router, in `app/api/alter/[...path]/route.ts`: `export const { GET, POST, PUT, DELETE }
 * = alterRoutes({ … })`; with `cors`, `OPTIONS` too. For another path, set `basePath`.
 * @throws TypeError naming the option at fault.
 * @example
 * export const { GET, POST, PUT, DELETE } = alterRoutes({
 *   app,
 *   origins: ['https://app.example.com'],
 *   userToken: (request) => jwtOf(request),
 * })
 */
export function alterRoutes(
  options: RoutesOptions<NextContext>,
): Record<'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS', NextHandler> {
  const route = createRouter(options, (request) => request)
  const basePath = options.basePath ?? DEFAULT_BASE_PATH
  const handle: NextHandler = (request, context) => answerAt(route, basePath, request, context)
  return { GET: handle, POST: handle, PUT: handle, DELETE: handle, OPTIONS: handle }
}
