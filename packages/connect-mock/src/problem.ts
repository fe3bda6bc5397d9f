import { PROBLEM_STATUS, type Problem, type ProblemCode, type ProblemDetails } from '@alter/protocol'

/** Why the mocked vault refuses; becomes the same problem document as the real one's. */
export class MockProblem extends Error {
  override readonly name = 'MockProblem'
  /** The problem document that is answered. */
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

/** What the app's own routes refuse before they ask the vault: there is no request in its log to name. */
export function routeProblem(code: ProblemCode, detail: string, details: ProblemDetails = {}): MockProblem {
  const refusal = new MockProblem(code, detail, details)
  delete refusal.problem.request_id
  return refusal
}

const PRIVATE = { 'cache-control': 'private, no-store' }

/**
 * The answer of a handler as JSON, or as it is; a refusal of the mocked vault as a problem document.
 * @param status of the answer as JSON. Default: 200.
 * @throws {TypeError} where it is given no function: what is called before `answer` throws out of it
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
