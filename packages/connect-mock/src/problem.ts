import { PROBLEM_STATUS, type Problem, type ProblemCode, type ProblemDetails } from '@alter/protocol'

/** Why the mocked vault refuses; becomes the same problem document as the real one's. */
export class MockProblem extends Error {
  override readonly name = 'MockProblem'
  readonly problem: Problem

  constructor(code: ProblemCode, detail: string, details: ProblemDetails = {}) {
    super(detail)
    this.problem = {
      type: 'about:blank',
      title: code,
      status: PROBLEM_STATUS[code],
      code,
      detail,
      ...details,
    }
  }
}

/** The answer of a handler as JSON; a refusal of the mocked vault as a problem document. */
export async function answer(run: () => unknown, status = 200): Promise<Response> {
  try {
    return Response.json(await run(), { status })
  } catch (error) {
    if (!(error instanceof MockProblem)) throw error
    const { problem } = error
    return Response.json(problem, {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json' },
    })
  }
}
