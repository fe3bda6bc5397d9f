import { decodeFully } from './decode-fully.ts'

/** @see RFC 9110 §9, RFC 5789; OData had one more. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'MERGE'])

/** What batch endpoints call the address of one of their requests: `url`, `relative_url`, `relativePath`. */
const ADDRESS = /(url|uri|href|path|endpoint|resource|route)$/i

/** Media types that are made for requests within a request. @see OData 4.01 §11.7 */
const OF_REQUESTS = /^(multipart\/(mixed|batch|parallel|digest)|application\/http|message\/http)\s*(;|$)/

/** Whether a body of this type is one of several requests. */
export function isOfRequests(type: string): boolean {
  return OF_REQUESTS.test(type)
}

/** The JSON of a body, whatever mark of its encoding stands before it; `undefined`: it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^[\uFEFF\uFFFD]+/, ''))
  } catch {
    return undefined
  }
}

/**
 * Why JSON may be other requests than the one it comes with, as batch endpoints take them, or name another method;
 * `null`: it does neither.
 */
export function hiddenInJson(json: unknown, meansMethod: (name: string) => boolean): string | null {
  const renamed = [json].flat().some((each) => keysOf(each).some((name) => isOverride(name, meansMethod)))
  if (renamed) return 'a member of its JSON would make it another method'
  return holdsRequests(json) ? 'its body holds requests of its own' : null
}

/** Why one of the values of a query or a form may hold requests; `null`: none is JSON that does. */
export function hiddenInValues(values: Iterable<string>): string | null {
  for (const value of values) {
    const decoded = decodeFully(value) ?? value
    if (/^\s*[[{]/.test(decoded) && holdsRequests(parseJson(decoded))) {
      return 'a parameter holds requests of its own'
    }
  }
  return null
}

/** `method` alone is an ordinary word of JSON, as in a JSON-RPC call or a payment; `_method` is none. */
function isOverride(name: string, meansMethod: (name: string) => boolean): boolean {
  return meansMethod(name) && !/^(request_?)?method$/i.test(name)
}

/** A batch is a list. One such object alone may describe a webhook, or be a filter. */
function holdsRequests(json: unknown): boolean {
  const open = [json]
  for (let value = open.pop(); value !== undefined || open.length > 0; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const members: unknown[] = Object.values(value)
    if (Array.isArray(value) && members.some(isRequest)) return true
    // One by one: as arguments there may be too many.
    for (const member of members) open.push(member)
  }
  return false
}

/** Says a method and where to. */
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
