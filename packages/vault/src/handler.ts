import { randomUUID } from 'node:crypto'
import { HEADER, PROBLEM_STATUS } from '@alter/protocol'
import { type Context, Hono } from 'hono'
import { routePath } from 'hono/route'

import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { ProblemError, problemDocument } from './problem.ts'
import { ProviderFailure } from './providers/failure.ts'
import { effectsSoFar, withEffects } from './storage/effects.ts'
import { isPassingFault, wroteNothing } from './storage/passing-fault.ts'

/** Answers one request. */
export type Handler = (request: Request, context?: { ip?: string }) => Promise<Response>

interface Environment {
  Bindings: { ip?: string }
  Variables: { requestId: string; refused?: Refused }
}

/** Why the request was refused. */
interface Refused {
  error: Error
  /** Whether the fault is in the vault itself. */
  isInternal: boolean
}

export interface HandlerParts {
  routes: Hono
  metrics: Metrics
  log: Log
  now: () => number
}

/** Wraps the routes: security headers, a request id, a log line, and problem documents for errors. */
export function createHandler({ routes, metrics, log, now }: HandlerParts): Handler {
  const app = new Hono<Environment>()
    .use(async (context, next) => {
      const startedAt = now()
      const start = performance.now()
      const requestId = randomUUID()
      context.set('requestId', requestId)
      await next()
      const { headers, status } = context.res
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value)
      headers.set(HEADER.requestId, requestId)
      const { method, path } = context.req
      if (path.startsWith('/sdk/') && !CACHEABLE.test(path)) headers.set('cache-control', 'private, no-store')
      const refused = context.get('refused')
      const line = {
        request: requestId,
        method,
        path: path.slice(0, LONGEST_PATH),
        status,
        ms: now() - startedAt,
        ip: context.env.ip,
        // Internal errors have a log line of their own with more detail.
        ...(status >= 500 && refused?.isInternal === false && { err: refused.error }),
      }
      const seconds = (performance.now() - start) / 1000
      metrics.recordRequest({ method, route: routePath(context, -1), status, seconds })
      log[levelOf(status, refused)](line, 'request')
    })
    .route('/', routes)
  app.notFound((context) =>
    answerProblem(context, new ProblemError('not_found', nothingAt(context.req.path))),
  )
  app.onError((error, context) => {
    const problem = asProblem(error, context.req.method)
    const line = { err: error, request: context.get('requestId') }
    const isInternal = problem.code === 'internal_error'
    context.set('refused', { error, isInternal })
    if (isInternal) log.error(line, 'unexpected error')
    else log.debug(line, 'problem')
    return answerProblem(context, problem)
  })
  return async (request, context = {}) => withEffects(() => app.fetch(request, context))
}

/** Longest path in the log, because anybody can send one. Characters. */
const LONGEST_PATH = 1000

/** `error` only for the vault's own faults. Any user can make a provider or an issuer answer 5xx or not at all. */
function levelOf(status: number, refused: Refused | undefined): 'error' | 'warn' | 'info' {
  if (refused?.isInternal) return 'error'
  return status >= 500 ? 'warn' : 'info'
}

/**
 * Without `unsafe-none` the page would lose its opener, and every popup flow would fail, so this header is always set.
 * @see https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies
 */
const SECURITY_HEADERS = {
  'cross-origin-opener-policy': 'unsafe-none',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** Matches a path to which a proxy or a client added a prefix. */
const SOMETHING_BEFORE = /^(\/[\w./-]{1,100}?)\/sdk\//

function nothingAt(path: string): string {
  const [, front] = SOMETHING_BEFORE.exec(path) ?? []
  if (front === undefined) return 'There is nothing at this address.'
  return `There is nothing at this address: it has ${front} before /sdk. A proxy in front of the vault must remove it, and baseUrl must end before /sdk.`
}

const CACHEABLE = /^\/sdk\/(oauth\/connect\/assets\/[^/]+|providers\/[^/]+\/logo\.svg)$/

function answerProblem(context: Context<Environment>, problem: ProblemError): Response {
  const document = problemDocument(problem, context.get('requestId'))
  const retryAfter = problem.details.retry_after
  return context.newResponse(JSON.stringify(document), PROBLEM_STATUS[problem.code], {
    'content-type': 'application/problem+json',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  })
}

/** Methods whose request may be repeated whatever became of it. @see RFC 9110 §9.2.2 */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Clients repeat what was `unavailable`, so nothing of it may have been done that a second try would do again. */
function mayRepeat(error: Error, method: string): boolean {
  const { committed, spent } = effectsSoFar()
  return !spent && (REPEATABLE.has(method) || (!committed && wroteNothing(error)))
}

function asProblem(error: Error, method: string): ProblemError {
  if (error instanceof ProblemError) return error
  if (isPassingFault(error) && mayRepeat(error, method)) {
    return new ProblemError(
      'unavailable',
      'The database of the vault does not answer: try again.',
      { retry_after: 1 },
      error,
    )
  }
  if (error instanceof ProviderFailure) {
    const isFinal = error.code === 'provider_misconfigured'
    return new ProblemError(
      error.timedOut ? 'provider_timeout' : isFinal ? 'provider_misconfigured' : 'provider_unreachable',
      error.message,
      {},
      error,
    )
  }
  return new ProblemError('internal_error', 'The vault failed: its log has the reason under this request id.')
}
