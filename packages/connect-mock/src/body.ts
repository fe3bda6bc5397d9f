import { MockProblem } from './problem.ts'

export async function readText(request: Request): Promise<string> {
  return (await request.text()).trim()
}

/** The text fields of a JSON body; everything else in it is left out. */
export async function readFields(request: Request): Promise<Record<string, string>> {
  const text = await readText(request)
  const body = text === '' ? {} : parse(text)
  if (typeof body !== 'object' || body === null)
    throw new MockProblem('invalid_request', 'The body is not an object')
  return Object.fromEntries(
    Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string'),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MockProblem('invalid_request', 'The body is not JSON')
  }
}
