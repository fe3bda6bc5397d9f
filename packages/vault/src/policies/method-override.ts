import { LARGEST_BUFFERED, LARGEST_JSON, type OutgoingBody } from './outgoing-body.ts'
import { decodeFully, decodeLoosely } from './decode-fully.ts'
import { type FormField, partsOf, rawPairs } from './form-fields.ts'
import { holdsRequests, isRequestOf, REQUESTS } from './inner-requests.ts'
import { isJsonText, readJson } from './read-json.ts'

/** Names of parameters that change the method at some server, in lower case and letters only. */
const NAMES = new Set([
  'method',
  'httpmethod',
  'requestmethod',
  'methodoverride',
  'overridemethod',
  'httpverb',
  'httpmethodoverride',
  'xmethod',
  'xmethodoverride',
  'xhttpmethod',
  'xhttpmethodoverride',
])

/** Whether some server takes the method from what has a name. */
export interface MethodNames {
  /** A header, a parameter or a form field. A name that cannot be decoded counts as well. */
  inText(name: string): boolean
  /** A name where a percent sign may be an ordinary one. */
  inPlainText(name: string): boolean
  /** A member of JSON. `method` is an ordinary word there unless the provider takes its method from it. */
  inJson(name: string): boolean
}

/** Knows the names that many servers use, and those of one provider. */
export function methodNames(ofProvider: string[]): MethodNames {
  const own = new Set(ofProvider.map(plain))
  function isOne(name: string): boolean {
    const read = plain(name)
    // PHP and similar servers read `name[]` and `name[x]` as a list called `name`.
    return NAMES.has(lettersOf(read)) || own.has(read) || own.has(read.replace(/\[.*$/, ''))
  }
  return {
    inText(name) {
      const decoded = decodeFully(name)
      return decoded === null || isOne(decoded)
    },
    inPlainText: (name) => isOne(decodeLoosely(name)),
    inJson(name) {
      const read = plain(name)
      return own.has(read) || (NAMES.has(lettersOf(read)) && !ORDINARY.test(name))
    },
  }
}

/** Ordinary names in JSON, as in a JSON-RPC call, a payment or a log; `_method` is not one. */
const ORDINARY = /^((http|request)[_-]?)?(method|verb)$/i

/** Inside quotes a backslash escapes the next character. */
function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll('\\', '').trim()
}

function lettersOf(name: string): string {
  return name.replaceAll(/[^a-z]/g, '')
}

/** Whether a body is JSON by what its headers say, and can be looked into. */
export function isPlainJson(headers: Headers): boolean {
  return JSON_TYPE.test(typeOf(headers)) && !headers.has('content-encoding')
}

/** Media types for requests inside a request. @see OData 4.01 §11.7 */
const OF_REQUESTS = /^(multipart\/(mixed|batch|parallel|digest)|application\/http|message\/http)\s*(;|$)/

/** A part of such a type. */
const PART_OF_REQUESTS = /^content-type\s*:\s*(application|message)\/http\b/im

const HOLDS_REQUESTS = 'its body holds requests of its own'

/**
 * Why a body may change the request's method or contain further requests; `null` when it does neither. A body is looked
 * into once, however many rules and sends ask.
 * @param overrides the provider's `method_overrides`
 * @param hostname the request's
 */
export function hiddenMethod(
  headers: Headers,
  body: OutgoingBody,
  overrides: string[],
  hostname: string,
): string | null {
  const found = FOUND.get(body) ?? new Map<string, string | null>()
  FOUND.set(body, found)
  const key = JSON.stringify([typeOf(headers), headers.has('content-encoding'), overrides, hostname])
  const known = found.get(key)
  if (known !== undefined) return known
  const hidden = lookInto(headers, body, methodNames(overrides), hostname)
  found.set(key, hidden)
  return hidden
}

/** What was found in a body, by all that it depends on. The bytes of a body never change. */
const FOUND = new WeakMap<OutgoingBody, Map<string, string | null>>()

function lookInto(headers: Headers, body: OutgoingBody, names: MethodNames, hostname: string): string | null {
  if (body.kind === 'none') return null
  const type = typeOf(headers)
  const isJson = JSON_TYPE.test(type)
  const isForm = NAMED_FORM.test(type) || (!isJson && !NO_FORM.test(type))
  if (OF_REQUESTS.test(type)) return HOLDS_REQUESTS
  if (body.kind === 'streamed' || headers.has('content-encoding')) {
    if (isJson) return `its body is JSON that cannot be looked into: send it plain, ${atMost(LARGEST_JSON)}`
    if (!isForm) return null
    return `its body may be a form that cannot be looked into: send it plain, with its length and its type, ${atMost(LARGEST_BUFFERED)}`
  }
  // Without its zero bytes, UTF-16 reads as plain text.
  const unicode = body.bytes.toString().replaceAll('\0', '')
  const inJson = isJson || isJsonText(unicode) ? hiddenInJson(unicode, isJson, names, hostname) : null
  if (inJson !== null || !isForm) return inJson
  return hiddenInForm(type, body.bytes.toString('latin1').replaceAll('\0', ''), names, hostname)
}

function hiddenInForm(type: string, text: string, names: MethodNames, hostname: string): string | null {
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

/** Looks at the heads of parts only: a file may contain anything. */
function hiddenInParts(text: string, names: MethodNames, hostname: string): string | null {
  const parts = partsOf(text)
  if (parts.length > MOST_FIELDS) return TOO_MANY_FIELDS
  if (parts.some(({ head }) => EXTENDED_NAME.test(head))) {
    return 'a form field has a name in pieces or in another encoding'
  }
  if (parts.some(({ head }) => PART_OF_REQUESTS.test(head))) return HOLDS_REQUESTS
  if (parts.some((part) => part.names.some((name) => names.inPlainText(name)))) return OTHER_METHOD
  return hiddenInValues(
    parts.flatMap(({ names: all, value }) =>
      value === null ? [] : (all.length > 0 ? all : ['']).map((name): FormField => [name, value]),
    ),
    hostname,
  )
}

const OTHER_METHOD = 'a form field would make it another method'

function typeOf(headers: Headers): string {
  return (headers.get('content-type') ?? '').trim().toLowerCase()
}

function atMost(bytes: number): string {
  return `at most ${bytes} bytes`
}

function hiddenInJson(text: string, isJson: boolean, names: MethodNames, hostname: string): string | null {
  const read = readJson(text)
  if (read === null) return isJson ? 'its body cannot be read as JSON' : null
  if (read.doubt !== undefined) return `its JSON ${read.doubt}`
  const [first] = read.values
  // Several lines are a list.
  const value = read.values.length === 1 ? first : read.values
  // The members of each line, or of each object of a list.
  const outer = [value].flat(2).flatMap((each) => (isObject(each) ? Object.keys(each) : []))
  if (outer.some((name) => names.inJson(name))) return 'a member of its JSON would make it another method'
  return holdsRequests([value], hostname) ? HOLDS_REQUESTS : null
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Why a query or a form may contain requests, as JSON or field by field; `null` when it does not. */
export function hiddenInValues(fields: FormField[], hostname: string): string | null {
  const decoded = fields.map(([name, value]): FormField => [decodeLoosely(name), decodeLoosely(value)])
  const isHidden = holdsNested(decoded, hostname) || holdsRequests(decoded.map(asJson), hostname)
  return isHidden ? 'a parameter holds requests of its own' : null
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

/** JSON, and lines of it. */
const JSON_TYPE = /^(application|text)\/([\w.-]+\+)?((x-)?nd)?json\s*(;|$)/

/** Content types that servers never parse as a form. */
const NO_FORM =
  /^(application\/(octet-stream|pdf|zip|gzip|xml)|(image|audio|video|font)\/[\w.+-]+|text\/(csv|html|markdown|calendar|xml)|application\/vnd\.[\w.+-]+)\s*(;|$)/

/** Some servers look for these words anywhere in the type. */
const NAMED_FORM = /multipart|urlencoded/

/** RFC 7578 forbids these names in forms, but some servers read them. @see RFC 2231 §3 and §4 */
const EXTENDED_NAME = /\bname\*/i
