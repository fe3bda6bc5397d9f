import { isJsonText, MOST_VALUES, readInnerJson, TEXT_COSTS } from './read-json.ts'

/** @see RFC 9110 §9, RFC 5789; OData had one more. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'MERGE'])

/** Why a body is refused that contains further requests. */
export const HOLDS_REQUESTS = 'its body contains further requests'

/** Names that batch endpoints use for the method of a request. */
const METHOD = /^((http|request)[_-]?)?(method|verb)$/i

/** Names that batch endpoints use for the address of a request: `url`, `relative_url`, `relativePath`. */
const ADDRESS = /(^api|url|uri|href|path|endpoint|resource|route)$/i

/** Names that batch endpoints use for their requests. There, the method or the address may come from a default. */
export const REQUESTS: RegExp = /^(requests|batch|operations)$/i

const DEFAULTS = /^defaults?$/i

/**
 * Whether parsed JSON contains further requests, as for a batch endpoint: in a list, or under one of the usual names. A
 * single object of this form may describe a webhook or a filter. A text that contains JSON is looked into as well. What
 * has a text with a repeated name, or more than can be looked through, counts as requests.
 * @param values looked through together
 * @param hostname the request's. An address at another host, as of a webhook, is no request of a batch.
 */
export function holdsRequests(values: Iterable<unknown>, hostname: string): boolean {
  let looked = 0
  let isDoubted = false
  /** The value of a text of JSON; any other value as it is. */
  function opened(value: unknown): unknown {
    if (typeof value !== 'string' || !isJsonText(value) || !/[\]}]/.test(value.trimEnd().at(-1) ?? '')) {
      return value
    }
    looked += TEXT_COSTS
    if (looked > MOST_VALUES) isDoubted = true
    if (isDoubted) return value
    const inner = readInnerJson(value)
    if (inner?.doubt !== undefined) isDoubted = true
    return inner === null ? value : inner.values[0]
  }
  const open = Array.from(values, opened)
  function isBatch(value: unknown): boolean {
    if (Array.isArray(value)) {
      const members = value.map(opened)
      // Added one by one, because there may be too many for the arguments of a call.
      for (const member of members) open.push(member)
      return members.some((member) => isRequest(member, hostname))
    }
    if (!isFields(value)) return false
    const members = Object.entries(value).map(([name, member]): Field => [name, opened(member)])
    for (const [, member] of members) open.push(member)
    const defaults = members.flatMap(([name, member]) => (DEFAULTS.test(name) ? [member] : []))
    if (defaults.some((member) => isRequest(member, hostname))) return true
    // Where the address may come from elsewhere, an address at another host is no sign of a webhook.
    const hasDefaults = defaults.length > 0 || saysAddress(members, hostname)
    return members.some(
      ([name, member]) =>
        REQUESTS.test(name) &&
        listed(member).some((each) => isPartOfBatch(name, opened(each), hostname, hasDefaults)),
    )
  }
  for (; open.length > 0; looked += 1) {
    if (isBatch(open.pop()) || isDoubted || looked > MOST_VALUES) return true
  }
  return false
}

/** The members of a list or of a map. */
function listed(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

/** Whether an object names a method and an address. */
function isRequest(value: unknown, hostname: string): boolean {
  if (!isFields(value)) return false
  const { request } = value
  return (
    isRequestOf(Object.entries(value), hostname) ||
    (isFields(request) && isRequestOf(Object.entries(request), hostname))
  )
}

/** Whether fields name a method and an address. */
export function isRequestOf(fields: Field[], hostname: string): boolean {
  return saysMethod(fields) && saysAddress(fields, hostname)
}

/** Whether it names one of the two. With an `op`, an operation changes a document. @see RFC 6902, RFC 7644 §3.5.2 */
function isPartOfBatch(name: string, value: unknown, hostname: string, hasDefaults: boolean): boolean {
  if (!isFields(value)) return false
  if (isRequest(value, hostname)) return true
  if (/^operations$/i.test(name) && 'op' in value) return false
  const fields = Object.entries(value)
  return saysAddress(fields, hostname) || (saysMethod(fields) && (hasDefaults || !hasAddress(fields)))
}

function saysMethod(fields: Field[]): boolean {
  return fields.some(
    ([name, said]) => METHOD.test(name) && typeof said === 'string' && METHODS.has(said.trim().toUpperCase()),
  )
}

function saysAddress(fields: Field[], hostname: string): boolean {
  return fields.some(
    ([name, said]) => ADDRESS.test(name) && typeof said === 'string' && !isElsewhere(said, hostname),
  )
}

function hasAddress(fields: Field[]): boolean {
  return fields.some(([name, said]) => ADDRESS.test(name) && typeof said === 'string')
}

/** A URL of another host, written so that all servers read the same host in it. */
function isElsewhere(address: string, hostname: string): boolean {
  if (!/^https?:\/\/[\w.-]+(:\d+)?([/?#]|$)/i.test(address) || !URL.canParse(address)) return false
  return withoutDot(new URL(address).hostname) !== withoutDot(hostname)
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '')
}

type Field = [name: string, value: unknown]

type Fields = Record<string, unknown>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
