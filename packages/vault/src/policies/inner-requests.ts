import { decodeFully } from './decode-fully.ts'

/** @see RFC 9110 §9, RFC 5789; OData had one more. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'MERGE'])

/** Names that batch endpoints use for the address of a request: `url`, `relative_url`, `relativePath`. */
const ADDRESS = /(url|uri|href|path|endpoint|resource|route)$/i

/** Media types for requests inside a request. @see OData 4.01 §11.7 */
const OF_REQUESTS = /^(multipart\/(mixed|batch|parallel|digest)|application\/http|message\/http)\s*(;|$)/

/** Whether a body of this type contains requests. */
export function isOfRequests(type: string): boolean {
  return OF_REQUESTS.test(type)
}

/** The JSON of a body, with or without a byte order mark; `undefined` when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^[\uFEFF\uFFFD]+/, ''))
  } catch {
    return undefined
  }
}

/**
 * Why JSON may contain further requests, as for a batch endpoint, or name another method; `null` when it does neither.
 */
export function hiddenInJson(json: unknown, meansMethod: (name: string) => boolean): string | null {
  const renamed = [json].flat().some((each) => keysOf(each).some((name) => isOverride(name, meansMethod)))
  if (renamed) return 'a member of its JSON would make it another method'
  return holdsRequests(json) ? 'its body holds requests of its own' : null
}

/** Why a value of a query or a form may contain requests as JSON; `null` when none does. */
export function hiddenInValues(values: Iterable<string>): string | null {
  for (const value of values) {
    const decoded = decodeFully(value) ?? value
    if (/^\s*[[{]/.test(decoded) && holdsRequests(parseJson(decoded))) {
      return 'a parameter holds requests of its own'
    }
  }
  return null
}

/** `method` is an ordinary name in JSON, as in a JSON-RPC call or a payment; `_method` is not. */
function isOverride(name: string, meansMethod: (name: string) => boolean): boolean {
  return meansMethod(name) && !/^(request_?)?method$/i.test(name)
}

/** A batch is a list. A single object of this form may describe a webhook or a filter. */
function holdsRequests(json: unknown): boolean {
  const open = [json]
  for (let value = open.pop(); value !== undefined || open.length > 0; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const members: unknown[] = Object.values(value)
    if (Array.isArray(value) && members.some(isRequest)) return true
    // Added one by one, because there may be too many for the arguments of a call.
    for (const member of members) open.push(member)
  }
  return false
}

/** Whether an object names a method and an address. */
function isRequest(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const members: [string, unknown][] = Object.entries(value)
  const hasMethod = members.some(
    ([name, said]) =>
      /^(http_?)?(method|verb)$/i.test(name) &&
      typeof said === 'string' &&
      METHODS.has(said.trim().toUpperCase()),
  )
  return hasMethod && members.some(([name, said]) => ADDRESS.test(name) && typeof said === 'string')
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}
