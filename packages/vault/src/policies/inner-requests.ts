import { isJsonText, MOST_VALUES, readJson } from './read-json.ts'

/** @see RFC 9110 §9, RFC 5789; OData had one more. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'MERGE'])

/** Names that batch endpoints use for the method of a request. */
const METHOD = /^((http|request)[_-]?)?(method|verb)$/i

/** Names that batch endpoints use for the address of a request: `url`, `relative_url`, `relativePath`. */
const ADDRESS = /(^api|url|uri|href|path|endpoint|resource|route)$/i

/** Names that batch endpoints use for their requests. There, the method or the address may come from a default. */
const REQUESTS = /^(requests|batch|operations)$/i

/**
 * Whether parsed JSON contains further requests, as for a batch endpoint: in a list, or under one of the usual names. A
 * single object of this form may describe a webhook or a filter. A string that contains JSON is looked into as well; it
 * counts as requests when it has too many values or a repeated name.
 * @param hostname the request's. An address at another host, as of a webhook, is no request of a batch.
 */
export function holdsRequests(json: unknown, hostname: string): boolean {
  const open = [json]
  for (let looked = 0; open.length > 0; looked += 1) {
    const value = open.pop()
    if (looked > MOST_VALUES) return true
    if (typeof value === 'string') {
      const inner = isJsonText(value) ? readJson(value) : null
      if (inner?.doubt !== undefined) return true
      for (const each of inner?.values ?? []) open.push(each)
    } else if (Array.isArray(value)) {
      if (value.some((each) => isRequest(each, hostname))) return true
      // Added one by one, because there may be too many for the arguments of a call.
      for (const each of value) open.push(each)
    } else if (isFields(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (REQUESTS.test(name) && listed(member).some((each) => isPartOfBatch(name, each, hostname))) {
          return true
        }
        if (name === 'defaults' && isRequest(member, hostname)) return true
        open.push(member)
      }
    }
  }
  return false
}

/** The members of a list or of a map, which may be a text of JSON. */
function listed(value: unknown): unknown[] {
  const read = typeof value === 'string' && isJsonText(value) ? readJson(value)?.values[0] : value
  return typeof read === 'object' && read !== null ? Object.values(read) : []
}

/** Whether an object names a method and an address. */
function isRequest(value: unknown, hostname: string): boolean {
  if (!isFields(value)) return false
  if (saysMethod(value) && saysAddress(value, hostname)) return true
  const { request } = value
  return isFields(request) && saysMethod(request) && saysAddress(request, hostname)
}

/** Whether it names one of the two. With an `op`, an operation changes a document. @see RFC 6902, RFC 7644 §3.5.2 */
function isPartOfBatch(name: string, value: unknown, hostname: string): boolean {
  if (!isFields(value)) return false
  if (isRequest(value, hostname)) return true
  if (/^operations$/i.test(name) && 'op' in value) return false
  return saysAddress(value, hostname) || (saysMethod(value) && !hasAddress(value))
}

function saysMethod(value: Fields): boolean {
  return Object.entries(value).some(
    ([name, said]) => METHOD.test(name) && typeof said === 'string' && METHODS.has(said.trim().toUpperCase()),
  )
}

function saysAddress(value: Fields, hostname: string): boolean {
  return Object.entries(value).some(
    ([name, said]) => ADDRESS.test(name) && typeof said === 'string' && !isElsewhere(said, hostname),
  )
}

function hasAddress(value: Fields): boolean {
  return Object.entries(value).some(([name, said]) => ADDRESS.test(name) && typeof said === 'string')
}

/** A URL of another host, written so that all servers read the same host in it. */
function isElsewhere(address: string, hostname: string): boolean {
  if (!/^https?:\/\/[\w.-]+(:\d+)?([/?#]|$)/i.test(address) || !URL.canParse(address)) return false
  return withoutDot(new URL(address).hostname) !== withoutDot(hostname)
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '')
}

type Fields = Record<string, unknown>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
