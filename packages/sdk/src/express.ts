import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { isAbort, isCutOff } from './routes/caller-left.ts'
import { originForm, refuseMethod, toWebRequest } from './routes/node-request.ts'
import { problemResponse, type ProblemResponseOptions } from './routes/problem-response.ts'
import { createRouter, DEFAULT_BASE_PATH, type RoutesOptions } from './routes/routes.ts'
import { sentAs } from './routes/sent-request.ts'

export type { RoutesApp, RoutesOptions } from './routes/routes.ts'

/** The parts of an Express 4 or 5 request that the adapter uses. */
export interface ExpressRequest extends IncomingMessage {
  /** Path and query as the browser asked for them. */
  originalUrl: string
  /** Path at which the handler is mounted; empty at the root. */
  baseUrl: string
  /** `http` or `https`. */
  protocol: string
  /** The result of an earlier body parser. Absent without one. */
  body?: unknown
  /** Cookies that cookie-parser read. Absent without it. */
  cookies?: Loose
  /** Signed cookies that cookie-parser read. Absent without it. */
  signedCookies?: Loose
  /** The session of express-session. Absent without it. */
  session?: Loose
  /** The user of Passport. Absent without it. */
  user?: Loose
  /** What a middleware for JWTs verified. Absent without one. */
  auth?: Loose
}

/** A value that a middleware of the app set. It has no type here. */
// oxlint-disable-next-line typescript/no-explicit-any -- as Express's own types have its cookies
export type Loose = any

type Next = (error?: unknown) => void

/** A handler as `app.use()` takes it. */
export type ExpressHandler<Req> = (req: Req, res: ServerResponse, next: Next) => void

/**
 * `alterRoutes` for Express 4 and 5: `app.use('/api/alter', alterRoutes({ … }))`, before or after `express.json()`.
 * @throws TypeError naming the option at fault.
 * @example
 * const routes = alterRoutes({
 *   app,
 *   origins: ['https://app.example.com'],
 *   userToken: (request) => jwtOf(request),
 * })
 * server.use('/api/alter', routes)
 */
export function alterRoutes<Req extends ExpressRequest = ExpressRequest>(
  options: RoutesOptions<Req, Request & Req>,
): ExpressHandler<Req> {
  const route = createRouter(options, sentAs)
  async function handle(req: Req, res: ServerResponse, next: Next): Promise<void> {
    const [path = ''] = originForm(req.originalUrl).split('?')
    const answer = route(path, options.basePath ?? (req.baseUrl || DEFAULT_BASE_PATH))
    // The body stays unread, because the request is not for these routes.
    if (answer === undefined) return next()
    let response: Response
    try {
      response = refuseMethod(req) ?? (await answer(toRequest(req, res), req))
    } catch (error) {
      return next(error)
    }
    await send(response, res)
  }
  return (req, res, next) => void handle(req, res, next)
}

/**
 * Express's error handler, to be mounted last. It answers with the problem document of an error for the browser.
 * @example
 * express.use(problemHandler())
 */
export function problemHandler(options: ProblemResponseOptions = {}) {
  return (error: unknown, req: IncomingMessage, res: ServerResponse, next: Next): void => {
    // An answer that has begun cannot be replaced, so Express closes the connection.
    if (res.headersSent) return next(error)
    // The caller is gone and nothing is wrong.
    if (isCutOff(req, res) && isAbort(error)) return void res.end()
    void send(problemResponse(error, options), res)
  }
}

async function send(response: Response, res: ServerResponse): Promise<void> {
  res.writeHead(response.status, Object.fromEntries(response.headers))
  res.end(await response.text())
}

function toRequest(req: ExpressRequest, res: ServerResponse): Request {
  return toWebRequest(
    req,
    res,
    { protocol: req.protocol, host: req.headers.host, path: originForm(req.originalUrl) },
    () => bodyOf(req),
  )
}

/** The stream, or the result of a body parser. Express 4 sets an empty `body` on requests that it did not read. */
function bodyOf(req: ExpressRequest): NonNullable<RequestInit['body']> {
  if (!req.readableDidRead) return Readable.toWeb(req)
  const { body } = req
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body ?? ''
  return JSON.stringify(body)
}
