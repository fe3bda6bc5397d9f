import type { BackendFailure } from '../backend-failure.ts'
import type { Problem, ProblemCode } from '@alter/protocol'
import { codeWithoutAnswer } from '../unanswered.ts'

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
  /** What failed, as a literal that code can compare. */
  readonly code: RequestErrorCode
  /** HTTP status; absent without an answer. */
  readonly status: number | undefined
  /** What the backend said; absent when it sent no problem document. */
  readonly problem: Partial<Problem> | undefined

  constructor(code: RequestErrorCode, cause: unknown, failure?: Partial<BackendFailure>) {
    super(failure?.message ?? code, { cause })
    const problem: Partial<Problem> | undefined = failure?.problem
    this.code = code
    this.status = failure?.status
    this.problem = problem
  }
}

/** What a `Request` or the parsing of its answer ended with. */
export function asRequestError(cause: unknown): RequestError {
  if (cause instanceof RequestError) return cause
  const failure: Partial<BackendFailure> = Object(cause)
  // Errors of the browser have a number as `code`, or none.
  if (typeof failure.code === 'string') return new RequestError(failure.code, failure.cause, failure)
  // The file that explains failures could not be loaded either.
  return new RequestError(codeWithoutAnswer(), cause)
}
