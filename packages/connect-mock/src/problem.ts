import { PROBLEM_STATUS, type Problem, type ProblemCode, type ProblemDetails } from '@alter/protocol'

/** A refusal of the mocked vault. It becomes the same problem document as the real vault's. */
export class MockProblem extends Error {
  override readonly name = 'MockProblem'
  /** The problem document of the answer. */
  readonly problem: Problem

  constructor(code: ProblemCode, detail: string, details: ProblemDetails = {}) {
    super(detail)
    this.problem = {
      type: 'about:blank',
      title: code.replaceAll('_', ' '),
      status: PROBLEM_STATUS[code],
      code,
      detail,
      ...details,
      request_id: crypto.randomUUID(),
    }
  }
}

/** A refusal of the app's own routes, which never reached the vault, so it has no request id. */
export function routeProblem(code: ProblemCode, detail: string, details: ProblemDetails = {}): MockProblem {
  const refusal = new MockProblem(code, detail, details)
  delete refusal.problem.request_id
  return refusal
}

const PRIVATE = { 'cache-control': 'private, no-store' }

/**
 * Turns a function's result into an answer: a `Response` as it is, anything else as JSON, and a refusal of the mocked
 * vault as a problem document.
 * @param status status of a JSON answer. Default: 200.
 * @throws {TypeError} for a value that is no function, because a value was computed outside of `answer`, where refusals
 * are not caught
 * @example
 * http.get('/api/events', () => answer(() => vault.grantFor({ provider: 'google' })))
 */
export async function answer(run: () => unknown, status = 200): Promise<Response> {
  assertFunction(run)
  try {
    const value = await run()
    return value instanceof Response ? value : Response.json(value, { status, headers: PRIVATE })
  } catch (error) {
    if (!(error instanceof MockProblem)) throw error
    return problemResponse(error)
  }
}

function assertFunction(run: unknown): void {
  if (typeof run === 'function') return
  throw new TypeError('answer takes a function: answer(() => …), with the call to the vault inside.')
}

export function problemResponse({ problem }: MockProblem): Response {
  return Response.json(problem, {
    status: problem.status,
    headers: { ...PRIVATE, 'content-type': 'application/problem+json' },
  })
}
