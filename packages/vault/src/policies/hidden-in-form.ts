import { decodeLoosely } from './decode-fully.ts'
import { type FormField, partsOf, rawPairs } from './form-fields.ts'
import { HOLDS_REQUESTS, holdsRequests, isRequestOf, REQUESTS } from './inner-requests.ts'
import type { MethodNames } from './method-names.ts'
import { LARGEST_BUFFERED } from './outgoing-body.ts'
import { isJsonText } from './read-json.ts'

/** Why a form may change the method or contain further requests; `null` when it does neither. */
export function hiddenInForm(
  type: string,
  text: string,
  names: MethodNames,
  hostname: string,
): string | null {
  if (type.includes('multipart')) {
    const hidden = hiddenInParts(text, names, hostname)
    if (hidden !== null || !type.includes('urlencoded')) return hidden
  }
  // Of any other type a form is unlikely. There a percent sign is an ordinary one, and a word alone no field.
  const isForm = type === '' || type.includes('urlencoded')
  const pairs = rawPairs(text).filter(([, value]) => isForm || value !== null)
  if (pairs.length > MOST_FIELDS) return TOO_MANY_FIELDS
  const fields = [...new URLSearchParams(text)].filter(([, value]) => isForm || value !== '')
  const isOverride = isForm
    ? [...fields, ...pairs].some(([name]) => names.inText(name))
    : pairs.some(([name]) => names.inPlainText(name))
  return isOverride ? OTHER_METHOD : hiddenInValues(fields, hostname)
}

/** Far more than servers read of a form. */
const MOST_FIELDS = 20_000

const TOO_MANY_FIELDS = `its form has more than ${MOST_FIELDS} fields`

/** The longest value of a long body that is decoded. Longer ones are files. Characters. */
const LONGEST_FIELD = 65_536

/** Looks at the heads of parts, and at values that may be JSON: a file may contain anything else. */
function hiddenInParts(text: string, names: MethodNames, hostname: string): string | null {
  const parts = partsOf(text, MOST_FIELDS + 1)
  const said = parts.flatMap((part) => part.names)
  const many = said.reduce((sum, name) => sum + name.length, 0)
  if (parts.length > MOST_FIELDS || said.length > MOST_FIELDS || many > LARGEST_BUFFERED)
    return TOO_MANY_FIELDS
  if (parts.some(({ head }) => EXTENDED_NAME.test(head))) {
    return 'the name of a form field is split or encoded'
  }
  if (parts.some(({ head }) => PART_OF_REQUESTS.test(head))) return HOLDS_REQUESTS
  if (said.some((name) => names.inPlainText(name))) return OTHER_METHOD
  const longest = text.length > LARGEST_BUFFERED ? LONGEST_FIELD : LARGEST_BUFFERED
  const fields: FormField[] = []
  let decoded = 0
  for (const { names: all, value } of parts) {
    if (value === null) continue
    const isFile = value.length > longest
    decoded += isFile ? 0 : value.length
    if (decoded > LARGEST_BUFFERED) return 'its form has too many long fields'
    if (isFile && mayDecodeToJson(value)) return 'a parameter contains further requests'
    const read = isFile ? value : decodeLoosely(value)
    for (const name of all.length > 0 ? all : ['']) fields.push([decodeLoosely(name), read])
  }
  return hiddenInDecoded(fields, hostname)
}

/** Whether a long value is JSON that is percent-encoded, by its beginning. */
function mayDecodeToJson(value: string): boolean {
  const start = value.trimStart().slice(0, 1000)
  const decoded = decodeLoosely(start)
  return decoded !== start && (isJsonText(decoded) || decoded.trim() === '')
}

const OTHER_METHOD = 'a form field could change the method'

/** A part of such a type. */
const PART_OF_REQUESTS = /^content-type\s*:\s*(application|message)\/http\b/im

/** RFC 7578 forbids these names in forms, but some servers read them. @see RFC 2231 §3 and §4 */
const EXTENDED_NAME = /\bname\*/i

/** Why a query or a form may contain requests, as JSON or field by field; `null` when it does not. */
export function hiddenInValues(fields: FormField[], hostname: string): string | null {
  return hiddenInDecoded(
    fields.map(([name, value]): FormField => [decodeLoosely(name), decodeLoosely(value)]),
    hostname,
  )
}

function hiddenInDecoded(decoded: FormField[], hostname: string): string | null {
  const isHidden = holdsNested(decoded, hostname) || holdsRequests(decoded.map(asJson), hostname)
  return isHidden ? 'a parameter contains further requests' : null
}

/** As servers read it that make `a[0]` and `a.0` members of `a`. */
function asJson([name, value]: FormField): unknown {
  return pathOf(name).reduceRight<unknown>(
    (inner, key, index) => (index > 0 && /^\d*$/.test(key) ? [inner] : { [key]: inner }),
    value,
  )
}

/** Whether fields with one prefix are a request, as `actions[0][method]` and `actions[0][path]`. */
function holdsNested(fields: FormField[], hostname: string): boolean {
  const groups = new Map<string, FormField[]>()
  for (const [name, value] of fields) {
    const path = pathOf(name)
    if (path.length > 2 && REQUESTS.test(path[0] ?? '')) return true
    const [member = ''] = path.splice(-1)
    if (path.length === 0) continue
    const prefix = path.join('.').toLowerCase()
    const group = groups.get(prefix) ?? []
    groups.set(prefix, group)
    group.push([member, value])
  }
  return [...groups.values()].some((group) => isRequestOf(group, hostname))
}

/** `a[0][b]`, `a[0].b` and `a.0.b` as PHP, Rails, ASP.NET and others read them. A text with spaces may have full stops. */
function pathOf(name: string): string[] {
  const plainName = name.trim()
  return plainName.replaceAll(']', '').split(/\s/.test(plainName) ? '[' : /[[.]/)
}
