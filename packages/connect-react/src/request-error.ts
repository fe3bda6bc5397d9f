import type { Problem, ProblemCode } from './wire.ts'

/** Why a call to the app's own backend failed: a problem code of the vault, or one of ours. */
export type RequestErrorCode =
  | ProblemCode
  /** No answer: refused by the browser, or a backend that is down. */
  | 'network_error'
  /** No answer, and the browser says that it has no connection. */
  | 'offline'
  /** An answer that is none of `alterRoutes`: another route, a login page, a load balancer. */
  | 'invalid_response'
  | (string & {})

/** A call to the app's own backend that failed. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode
  /** HTTP status; absent where no problem document says it. */
  readonly status: number | undefined
  /** What the backend said; absent when it sent no problem document. */
  readonly problem: Partial<Problem> | undefined

  constructor(code: RequestErrorCode, cause: unknown, problem?: Partial<Problem>) {
    super(problem?.detail ?? code.replaceAll('_', ' '), { cause })
    this.code = code
    this.status = problem?.status
    this.problem = problem
  }
}

/** What a `Request` or the parsing of its answer ended with. */
export function asRequestError(cause: unknown): RequestError {
  if (cause instanceof RequestError) return cause
  const problem: Partial<Problem> = Object(cause)
  // Errors of the browser have numbers for a code, or none.
  if (typeof problem.code === 'string') return new RequestError(problem.code, cause, problem)
  const isAnswer = !(cause instanceof Error) || cause instanceof SyntaxError
  return new RequestError(
    isAnswer ? 'invalid_response' : navigator.onLine ? 'network_error' : 'offline',
    cause,
  )
}
