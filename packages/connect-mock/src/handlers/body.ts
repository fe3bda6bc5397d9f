import type { z } from 'zod'
import { MockProblem, routeProblem } from '../problem.ts'
import type { MintRequest } from '../vault/mint.ts'

/**
 * Reads a body of the Connect page, as the vault does.
 * @param empty value for a request without a body
 */
export async function readPageBody<Value>(
  schema: z.ZodType<Value>,
  request: Request,
  empty?: Value,
): Promise<Value> {
  const text = await request.text()
  if (text === '' && empty !== undefined) return empty
  if (!isJson(request)) throw new MockProblem('invalid_request', 'Send a JSON body.')
  const result = schema.safeParse(parse(text))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : []
  const field = [...(issue?.path ?? []), ...unknown.slice(0, 1)].join('.')
  const reason = issue?.message ?? 'The body is not valid'
  throw new MockProblem('invalid_request', `${field}: ${reason}`, field === '' ? {} : { field })
}

const MINT_FIELDS = ['provider', 'grant_id', 'account_hint', 'return_url', 'locale', 'agent'] as const

/** Reads a session request of an app's page, as the routes of `@alter/sdk` do. */
export async function readMintRequest(request: Request, origin: string): Promise<MintRequest> {
  const body = await readRouteBody(request, MINT_FIELDS)
  const { return_url } = body
  if (return_url !== undefined && (!URL.canParse(return_url) || new URL(return_url).origin !== origin)) {
    throw invalid('return_url', `an address of ${origin}`)
  }
  if (body.locale !== undefined && !isLocale(body.locale)) {
    throw invalid('locale', 'must be a language tag, such as de or fr-CA')
  }
  return body
}

/** @see BCP 47 */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** The text fields of a body. Any other field is refused. */
export async function readRouteBody<Name extends string>(
  request: Request,
  names: readonly Name[],
): Promise<Partial<Record<Name, string>>> {
  const text = await request.text()
  const body: unknown = text === '' ? {} : parse(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('', 'a JSON object')
  const given = new Map<string, unknown>(Object.entries(body))
  const known: readonly string[] = names
  for (const name of given.keys()) if (!known.includes(name)) throw invalid(name, 'known here')
  const fields: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = given.get(name)
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '') throw invalid(name, 'a string that is not empty')
    fields[name] = value
  }
  return fields
}

export function isJson(request: Request): boolean {
  return /^application\/json\b/i.test(request.headers.get('content-type') ?? '')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function invalid(field: string, expected: string): MockProblem {
  const name = field === '' ? 'The body' : field
  return routeProblem('invalid_request', `${name} is not ${expected}.`, field === '' ? {} : { field })
}
