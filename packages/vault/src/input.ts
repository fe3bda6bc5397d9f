import type { z } from 'zod'
import { HIDDEN_NAME, hiddenNames } from './hidden-names.ts'
import { reasonOf } from './issue-reason.ts'
import { readBytes } from './outbound/read.ts'
import { ProblemError } from './problem.ts'

/** The longest JSON or text body the vault reads for itself. Bytes. */
export const LONGEST_BODY = 65_536

/** No field of a request is deeper. */
const DEEPEST_FIELD = 10

/** How long reading such a body may take. Milliseconds. */
const LONGEST_READ = 10_000

/**
 * Reads a whole body; `null` when it is longer than the limit. Throws `invalid_request` when it takes longer than the
 * time.
 */
export function readInTime(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
  milliseconds: number,
): Promise<Buffer | null> {
  return withinTime(readBytes(body, limit), milliseconds)
}

/** What reading a body gives. Throws `invalid_request` when it takes longer than the time. */
export async function withinTime<Read>(reading: Promise<Read>, milliseconds: number): Promise<Read> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const problem = new ProblemError('invalid_request', 'The body did not arrive in time.')
    timer = setTimeout(() => reject(problem), milliseconds)
  })
  try {
    return await Promise.race([reading, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Reads a body of at most 64 KB within ten seconds; throws `body_too_large` or `invalid_request`. */
export async function readText(request: Request): Promise<string> {
  const bytes = await readInTime(request.body, LONGEST_BODY, LONGEST_READ)
  if (bytes) return bytes.toString('utf8')
  throw new ProblemError('body_too_large', `The body is longer than ${LONGEST_BODY} bytes.`)
}

/**
 * Reads and checks a JSON body. Throws `invalid_request` naming the field.
 * @param empty value for a request without a body
 */
export async function readJson<Value>(
  schema: z.ZodType<Value>,
  request: Request,
  empty?: unknown,
): Promise<Value> {
  const text = await readText(request)
  if (text === '' && empty !== undefined) return check(schema, empty)
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new ProblemError('invalid_request', 'Send a JSON body with Content-Type: application/json.')
  }
  const body = parseJson(text)
  const [hidden] = hiddenNames(body)
  if (hidden !== undefined) {
    const field = hidden.length > DEEPEST_FIELD ? HIDDEN_NAME : hidden.join('.')
    throw new ProblemError('invalid_request', `${field}: there is no such field`, { field })
  }
  return check(schema, body)
}

/** Checks query parameters; throws `invalid_request` naming the parameter. */
export function readQuery<Value>(schema: z.ZodType<Value>, query: Record<string, string>): Value {
  return check(schema, query)
}

/** Checks the headers that a schema names. Throws `invalid_request` naming the header. */
export function readHeaders<Value>(schema: z.ZodType<Value>, headers: Headers): Value {
  return check(schema, Object.fromEntries(headers))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ProblemError('invalid_request', 'The body is not valid JSON.')
  }
}

function check<Value>(schema: z.ZodType<Value>, input: unknown): Value {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : []
  const field = [...(issue?.path ?? []), ...unknown.slice(0, 1)].join('.')
  const reason = unknown.length > 0 ? 'there is no such field' : issue ? reasonOf(issue) : 'invalid'
  throw new ProblemError('invalid_request', field ? `${field}: ${reason}` : reason, field ? { field } : {})
}
