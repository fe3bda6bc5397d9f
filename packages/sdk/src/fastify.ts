import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { isAbort, isCutOff, unread } from './routes/caller-left.ts'
import { originForm, refuseMethod, toWebRequest } from './routes/node-request.ts'
import { problemResponse, type ProblemResponseOptions } from './routes/problem-response.ts'
import { answerAt, createRouter, DEFAULT_BASE_PATH, type RoutesOptions } from './routes/routes.ts'
import { sentAs } from './routes/sent-request.ts'

export type { RoutesApp, RoutesOptions } from './routes/routes.ts'

/** The parts of a Fastify request that the adapter uses. */
export interface FastifyRequest {
  /** Node's own request. */
  raw: IncomingMessage
  /** Path and query. */
  url: string
  /** `http` or `https`. */
  protocol: string
  /** Host and port, as the browser asked for them. */
  host: string
  /** The result of a content-type parser. Absent without one. */
  body: unknown
  /** Node's headers. */
  headers: IncomingHttpHeaders
  /** Cookies that `@fastify/cookie` read. Absent without it. */
  cookies?: Loose
  /** The session of `@fastify/session` or `@fastify/secure-session`. Absent without them. */
  session?: Loose
  /** The user of `@fastify/jwt` or Passport. Absent without them. */
  user?: Loose
}

/** A value that a plugin of the app set. It has no type here. */
// oxlint-disable-next-line typescript/no-explicit-any -- as Fastify's own types have its body
export type Loose = any

/** The parts of a Fastify reply that the adapter uses. */
export interface FastifyReply {
  /** Node's own response. */
  raw: ServerResponse
}

/** The parts of the surrounding Fastify instance that the adapter uses. */
export interface FastifyScope<Req> {
  /** The path that the plugin is registered at. */
  prefix: string
  /** Makes Fastify leave bodies unread. */
  removeAllContentTypeParsers(): void
  /** Sets how bodies are read. */
  addContentTypeParser(
    contentType: string,
    parser: (
      request: Req,
      payload: IncomingMessage,
      done: (error: Error | null, body?: unknown) => void,
    ) => void,
  ): unknown
  /** Handles a path for every method. */
  all(path: string, handler: (request: Req, reply: FastifyReply) => Promise<Response>): unknown
}

/**
 * `alterRoutes` for Fastify 5: `fastify.register(alterRoutes({ … }))`, elsewhere with Fastify's `prefix`. The body
 * parsers of the app around it stay as they are.
 * @throws TypeError naming the option at fault.
 * @example
 * const routes = alterRoutes({
 *   app,
 *   origins: ['https://app.example.com'],
 *   userToken: (request) => jwtOf(request),
 * })
 * fastify.register(routes)
 */
export function alterRoutes<Req extends FastifyRequest = FastifyRequest>(
  options: RoutesOptions<Req, Request & Req>,
): (scope: FastifyScope<Req>) => Promise<void> {
  const route = createRouter(options, sentAs)
  return async (scope) => {
    const basePath = options.basePath ?? (scope.prefix || DEFAULT_BASE_PATH)
    // The routes read bodies themselves, so that all frameworks behave alike.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_, payload, done) => done(null, payload))
    scope.all(
      scope.prefix === '' ? `${basePath.replace(/\/+$/, '')}/*` : '/*',
      async (request, reply) =>
        refuseMethod(request.raw) ?? answerAt(route, basePath, toRequest(request, reply), request),
    )
  }
}

/**
 * Fastify's error handler. It answers with the problem document of an error for the browser.
 * @example
 * fastify.setErrorHandler(problemHandler())
 */
export function problemHandler(options: ProblemResponseOptions = {}) {
  return (
    error: unknown,
    { raw: req }: Pick<FastifyRequest, 'raw'>,
    { raw: res }: FastifyReply,
  ): Response => {
    // The caller is gone and nothing is wrong.
    return isCutOff(req, res) && isAbort(error) ? unread() : problemResponse(error, options)
  }
}

function toRequest(request: FastifyRequest, { raw: response }: FastifyReply): Request {
  const { raw, protocol, host, url, body } = request
  return toWebRequest(raw, response, { protocol, host, path: originForm(url) }, () =>
    body instanceof Readable ? Readable.toWeb(body) : '',
  )
}
