import type { ConnectionList, ProviderList } from '@alter/protocol'
import { http, type HttpHandler } from 'msw'
import { answer, problemResponse, routeProblem } from '../problem.ts'
import type { MockVault } from '../vault/vault.ts'
import type { Endpoint } from '../world/endpoint.ts'
import { isJson, readMintRequest, readRouteBody } from './body.ts'
import { underConditions } from './fault.ts'
import type { Routes } from './routes.ts'

/** The app's own routes, as `alterRoutes` of `@alter/sdk` mounts them. */
export function appHandlers(vault: MockVault, { page, basePath, origins }: Routes): HttpHandler[] {
  const api = `*${basePath}`

  function on(endpoint: Endpoint, run: () => unknown, status = 200): Promise<Response> {
    return underConditions(vault, endpoint, () => answer(run, status))
  }

  /** The origin of the app's page, as far as the mock knows it. Throws for an origin that may change nothing. */
  function checkChange(request: Request): string {
    const origin = request.headers.get('origin') ?? ownOrigin() ?? new URL(request.url).origin
    if (origins !== undefined && !origins.includes(origin)) {
      throw routeProblem(
        'origin_not_allowed',
        `${origin} is not among the origins that may use these routes.`,
      )
    }
    if (isJson(request)) return origin
    throw routeProblem('invalid_request', 'content-type is not application/json.', { field: 'content-type' })
  }

  function change(request: Request, endpoint: Endpoint, run: () => unknown): Promise<Response> {
    return on(endpoint, async () => {
      checkChange(request)
      await readRouteBody(request, [])
      return run()
    })
  }

  return [
    http.post(`${api}/session`, ({ request }) =>
      on(
        'session',
        async () => {
          const origin = checkChange(request)
          const place = { origin, page: new URL(page, request.url).href }
          return vault.mint(await readMintRequest(request, origin), place)
        },
        201,
      ),
    ),
    http.get(`${api}/providers`, ({ request }) =>
      on('providers', (): ProviderList => ({ providers: vault.providers(vaultOrigin(page, request)) })),
    ),
    http.get(`${api}/connections`, ({ request }) =>
      on('connections', (): ConnectionList => ({ connections: vault.grants(vaultOrigin(page, request)) })),
    ),
    http.put(`${api}/connections/:id/default`, ({ request, params }) =>
      change(request, 'connections/default', () =>
        vault.setDefault(String(params['id']), vaultOrigin(page, request)),
      ),
    ),
    http.delete(`${api}/connections/:id`, ({ request, params }) =>
      change(request, 'connections/disconnect', () => vault.revoke(String(params['id']))),
    ),
    http.delete(`${api}/connections/:id/agents/:agent`, ({ request, params }) =>
      change(request, 'connections/agents/remove', () =>
        vault.removeAgent(String(params['id']), String(params['agent'])),
      ),
    ),
    ...Object.entries(METHODS).map(([path, allow]) =>
      http.all(`${api}/${path}`, () => notAllowed(path, allow)),
    ),
    http.all(`${api}/*`, () =>
      problemResponse(routeProblem('not_found', `There is nothing at this path below ${basePath}.`)),
    ),
  ]
}

/** Service workers and jsdom send no `Origin` with a page's own requests. */
function ownOrigin(): string | undefined {
  const origin: unknown = Reflect.get(Object(Reflect.get(globalThis, 'location')), 'origin')
  return typeof origin === 'string' ? origin : undefined
}

/** The methods of each path. Others are refused. */
const METHODS = {
  session: 'POST',
  providers: 'GET',
  connections: 'GET',
  'connections/:id/default': 'PUT',
  'connections/:id': 'DELETE',
  'connections/:id/agents/:agent': 'DELETE',
}

function notAllowed(path: string, allow: string): Response {
  const response = problemResponse(routeProblem('method_not_allowed', `/${path} takes ${allow}.`))
  response.headers.set('allow', allow)
  return response
}

function vaultOrigin(page: string, { url }: Request): string {
  return new URL(page, url).origin
}
