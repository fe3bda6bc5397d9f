import type { ConnectionList, ProviderInfo, ProviderList } from '@alter/protocol'
import type { AlterError } from '../alter-error.ts'
import type { AgentPolicy } from '../answers/session.ts'
import { App } from '../app.ts'
import { checkOptions } from '../call.ts'
import { documentsOf, type VaultDocuments } from '../documents.ts'
import { AuthenticationError } from '../errors/errors.ts'
import { isAlterError } from '../errors/guard.ts'
import { isCallerLeft, unread } from './caller-left.ts'
import { createCors } from './cors.ts'
import { problem, problemResponse } from './problem-response.ts'
import {
  checkMutation,
  type PageAgents,
  readAgents,
  readOrigins,
  readSessionBody,
  refuseBody,
} from './route-input.ts'

/**
 * The {@link App} that the routes use. They pass on the vault's own documents without calling its methods. So an object
 * that only has these methods is refused, and so is an app with a replaced method: a test gives an `App` its own
 * `fetch`.
 */
export type RoutesApp = App

/** Options of the routes. */
export interface RoutesOptions<Context = unknown, Sent extends Request = Request> {
  /** The client of the vault. */
  app: RoutesApp
  /** Origins of the app's own pages, such as `https://app.example.com`. Pages of other origins may change nothing. */
  origins: readonly string[]
  /**
   * Returns the JWT of the user who sends the request, from the app's own session; empty when nobody is signed in.
   * `context` comes from the adapter: Hono's context, or the request of Express or Fastify. `request` also has the
   * members of that: `(req) => req.cookies.session`, `(c) => c.get('user')`, `({ headers }) => headers.authorization`.
   */
  userToken: (
    request: Sent,
    context: Context,
  ) => string | null | undefined | Promise<string | null | undefined>
  /** Full path of the routes. Default: `/api/alter`; in Express, the path at which they are mounted. */
  basePath?: string | undefined
  /**
   * Lets pages of the listed `origins` call the routes from another origin, with cookies: the routes answer preflights
   * and name the origin in each answer. Default `false`: browsers hide answers from other origins.
   * @see https://fetch.spec.whatwg.org/#http-cors-protocol
   */
  cors?: boolean | undefined
  /**
   * Agents for which pages may ask their users, by name, with the most that each may do; `{}` for no further limit. A
   * page can name no other agent, because a page is not the backend. Default: none.
   */
  agents?: Readonly<Record<string, AgentPolicy>> | undefined
  /**
   * Receives every error of the SDK that becomes an answer. Default: `console.error` for errors that only the backend's
   * developers can correct.
   */
  onError?: ((error: AlterError, request: Request) => void) | undefined
}

/**
 * Finds the handler for a path below `basePath`; `undefined` for any other path. A slash at the end is ignored, because
 * Next's `trailingSlash` and many proxies add one.
 */
export type Router<Context> = (path: string, basePath: string) => Answer<Context> | undefined

type Answer<Context> = (request: Request, context: Context) => Promise<Response>

/** Turns a request into what the adapter passes to `userToken`. */
type Present<Context, Sent> = (request: Request, context: Context) => Sent

/**
 * The endpoints for `@alter/connect-react` and the script tag as one web-standard handler: `POST session`, `GET
 * providers`, `GET connections`, `PUT connections/:id/default`, `DELETE connections/:id`, `DELETE
 * connections/:id/agents/:agentId`. Errors that `userToken` throws are not caught, unless they come from the SDK.
 * @throws TypeError naming the option at fault.
 * @example
 * const handle = alterRoutes({
 *   app,
 *   origins: ['https://app.example.com'],
 *   userToken: (request) => jwtOf(request),
 * })
 * const response = await handle(new Request('https://app.example.com/api/alter/providers'))
 */
export function alterRoutes(options: RoutesOptions<undefined>): (request: Request) => Promise<Response> {
  const route = createRouter(options, (request) => request)
  const basePath = options.basePath ?? DEFAULT_BASE_PATH
  return async (request) => answerAt(route, basePath, request, undefined)
}

/** For a handler that only receives its own paths: another path means that it is mounted in the wrong place. */
export function answerAt<Context>(
  route: Router<Context>,
  basePath: string,
  request: Request,
  context: Context,
): Promise<Response> {
  const { pathname } = new URL(request.url)
  return route(pathname, basePath)?.(request, context) ?? Promise.resolve(nothingHere(basePath, pathname))
}

function nothingHere(basePath: string, path: string): Response {
  const [, front] = ROUTE_BELOW.exec(withoutSlash(path)) ?? []
  const fix = front ? ` If they should be there, pass basePath: '${front}'.` : ''
  return problem('not_found', `There is nothing at ${path}: the routes are below ${basePath}.${fix}`)
}

const NOBODY = 'Nobody is signed in: userToken of alterRoutes found no user in this request.'
/** Browsers send cookies to another origin only if the page asks for that. */
const NOBODY_ACROSS = `${NOBODY} Does the page call with credentials: 'include'?`

export const DEFAULT_BASE_PATH = '/api/alter'

interface Task {
  vault: VaultDocuments
  request: Request
  userToken: string
  /** Grant id in the path; empty when there is none. */
  id: string
  /** Agent id in the path; empty when there is none. */
  agent: string
  agents: PageAgents
}

type Run = (task: Task) => Promise<Response>

const mint: Run = async ({ vault, request, userToken, agents }) => {
  const wanted = await readSessionBody(request, agents)
  // Checked before: a change without a listed origin does not get here.
  const allowedOrigin = request.headers.get('origin') ?? ''
  return json(201, await vault.createConnectSession({ ...wanted, allowedOrigin, userToken }))
}

const listProviders: Run = async ({ vault, userToken }) => {
  const providers = (await vault.listProviders({ userToken })).map(withoutHosts)
  return json(200, { providers } satisfies ProviderList)
}

/** Hosts of a custom provider may be internal names, which only the backend may know. */
function withoutHosts({ api_hosts: _hosts, ...shown }: ProviderInfo): Omit<ProviderInfo, 'api_hosts'> {
  return shown
}

const listConnections: Run = async ({ vault, userToken }) => {
  const connections = []
  for await (const grant of vault.grants({ userToken })) connections.push(grant)
  return json(200, { connections } satisfies ConnectionList)
}

const makeDefault: Run = async ({ vault, request, userToken, id }) => {
  await refuseBody(request)
  return json(200, await vault.setDefaultGrant(id, { userToken }))
}

const disconnect: Run = async ({ vault, request, userToken, id }) => {
  await refuseBody(request)
  return json(200, await vault.revokeGrant(id, { userToken }))
}

const removeAgent: Run = async ({ vault, request, userToken, id, agent }) => {
  await refuseBody(request)
  return json(200, await vault.revokeDelegation(id, { agentId: agent, userToken }))
}

const ROUTES: readonly { path: RegExp; methods: Readonly<Record<string, Run>> }[] = [
  { path: /^\/session$/, methods: { POST: mint } },
  { path: /^\/providers$/, methods: { GET: listProviders } },
  { path: /^\/connections$/, methods: { GET: listConnections } },
  { path: /^\/connections\/([\w-]+)$/, methods: { DELETE: disconnect } },
  { path: /^\/connections\/([\w-]+)\/default$/, methods: { PUT: makeDefault } },
  { path: /^\/connections\/([\w-]+)\/agents\/([\w-]+)$/, methods: { DELETE: removeAgent } },
]

/** Matches the part of a path before one of these routes. */
const ROUTE_BELOW = /^(.*)\/(?:session|providers|connections(?:\/[\w-]+(?:\/default|\/agents\/[\w-]+)?)?)$/

export function createRouter<Context, Sent extends Request>(
  options: RoutesOptions<Context, Sent>,
  sentAs: Present<Context, Sent>,
): Router<Context> {
  checkOptions(options, 'alterRoutes({ app, origins, userToken })')
  const { app, userToken, onError } = options
  if (typeof app?.createConnectSession !== 'function')
    throw new TypeError('app is missing: pass new App({ apiKey }).')
  const vault = app instanceof App ? documentsOf(app) : undefined
  if (vault === undefined) {
    throw new TypeError('app is not an App of this @alter/sdk: pass new App({ apiKey }).')
  }
  checkMethods(app)
  if (typeof userToken !== 'function') {
    throw new TypeError('userToken is missing: pass a function from a request to the JWT of its user.')
  }
  if (options.basePath !== undefined && !/^\/[^?#]*$/.test(options.basePath)) {
    throw new TypeError('basePath is not a path: start it with a slash, such as /api/alter.')
  }
  const origins = readOrigins(options.origins)
  if (options.cors !== undefined && typeof options.cors !== 'boolean') {
    throw new TypeError(
      'cors is not a boolean: pass true to let the pages of origins call from another origin.',
    )
  }
  const agents = readAgents(options.agents)
  const share = options.cors === true ? createCors(origins) : undefined
  function nobodyFor(request: Request): string {
    return share !== undefined && request.headers.has('origin') ? NOBODY_ACROSS : NOBODY
  }
  const find: Router<Context> = (fullPath, basePath) => {
    const base = basePath.replace(/\/+$/, '')
    const path = pathBelow(base, fullPath)
    if (path === undefined) {
      const isBehind = base !== '' && ROUTE_BELOW.exec(withoutSlash(fullPath))?.[1]?.endsWith(base)
      return isBehind ? async () => nothingHere(basePath, fullPath) : undefined
    }
    const route = ROUTES.find((candidate) => candidate.path.test(path))
    if (route === undefined) return async () => problem('not_found', `There is no ${path} below ${basePath}.`)
    const [, id = '', agent = ''] = route.path.exec(path) ?? []
    return async (request, context) => {
      const run = Object.hasOwn(route.methods, request.method) ? route.methods[request.method] : undefined
      if (run === undefined) {
        const allow = Object.keys(route.methods).join(', ')
        return problem('method_not_allowed', `${path} allows only ${allow}.`, {}, { allow })
      }
      try {
        if (request.method !== 'GET') checkMutation(request, origins)
        const token = await userToken(sentAs(request, context), context)
        if (!token) throw new AuthenticationError('user_token_required', nobodyFor(request))
        return await run({ vault, request, userToken: token, id, agent, agents })
      } catch (error) {
        if (isCallerLeft(error, request.signal)) return unread()
        if (!isAlterError(error)) throw error
        return problemResponse(error, onError ? { onError: () => onError(error, request) } : {})
      }
    }
  }
  if (share === undefined) return find
  return (fullPath, basePath) => {
    const answer = find(fullPath, basePath)
    return answer && (async (request, context) => share(request, () => answer(request, context)))
  }
}

/** Methods that the routes do not call. A replaced one would be ignored without a word. */
const UNASKED = [
  'createConnectSession',
  'listProviders',
  'listGrants',
  'grants',
  'revokeGrant',
  'setDefaultGrant',
  'revokeDelegation',
] as const

function checkMethods(app: App): void {
  const replaced = UNASKED.find((name) => app[name] !== App.prototype[name])
  if (replaced === undefined) return
  throw new TypeError(
    `${replaced} of this app was replaced, but alterRoutes does not call it: pass an App whose methods are not replaced. To change what goes to the vault, use new App({ fetch }). To check what a page asks for, put a handler before the routes.`,
  )
}

function pathBelow(base: string, path: string): string | undefined {
  return path === base || path.startsWith(`${base}/`)
    ? withoutSlash(path.slice(base.length)) || '/'
    : undefined
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '')
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' },
  })
}
