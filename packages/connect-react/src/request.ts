import type { Problem, ProblemCode } from './wire.ts'

/** Why a call to the app's own backend failed: a problem code of the vault, or one of ours. */
export type RequestErrorCode =
  | ProblemCode
  /** No answer: offline, or refused by the browser. */
  | 'network_error'
  /** An answer that is none of `alterRoutes`: another route, a login page, a load balancer. */
  | 'invalid_response'
  | (string & {})

/** A call to the app's own backend that failed. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined
  /** What the backend said; absent when it sent no problem document. */
  readonly problem: Partial<Problem> | undefined

  constructor(code: RequestErrorCode, message: string, details: RequestErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.problem = details.problem
  }
}

export interface RequestErrorDetails {
  status?: number
  problem?: Partial<Problem>
  cause?: unknown
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Calls a route of the app's own backend and parses the answer. Rejects with {@link RequestError}. */
export type Request = <T>(method: Method, path: string, options: RequestOptions<T>) => Promise<T>

export interface RequestOptions<T> {
  /** Turns the JSON that came into a type; throws where it is something else. */
  read: (body: unknown) => T
  body?: Record<string, unknown>
  signal?: AbortSignal
}

export function createRequest(basePath: string, fetch: typeof globalThis.fetch): Request {
  const base = basePath.replace(/\/+$/, '')
  return async (method, path, { read, body, signal }) => {
    const url = `${base}/${path}`
    const label = `${method} ${url}`
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      ...(signal ? { signal } : {}),
    }).catch((cause: unknown) => {
      throw new RequestError('network_error', `${label}: no answer`, { cause })
    })
    const { status } = response
    const answer: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw problemError(label, status, answer)
    try {
      return read(answer)
    } catch (cause) {
      const message = `${label}: the answer (${status}) is not one of alterRoutes; is it mounted at ${base}?`
      throw new RequestError('invalid_response', message, { status, cause })
    }
  }
}

function problemError(label: string, status: number, answer: unknown): RequestError {
  if (!isProblem(answer)) {
    return new RequestError('invalid_response', `${label}: ${status} without a problem document`, { status })
  }
  return new RequestError(answer.code, `${label}: ${answer.detail ?? answer.code}`, {
    status,
    problem: answer,
  })
}

function isProblem(answer: unknown): answer is Partial<Problem> & { code: ProblemCode } {
  return typeof answer === 'object' && answer !== null && 'code' in answer && typeof answer.code === 'string'
}
