import { LARGEST_BUFFERED, LARGEST_JSON, type OutgoingBody } from './outgoing-body.ts'
import { decodeFully } from './decode-fully.ts'
import { holdsRequests } from './inner-requests.ts'
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
  /** A member of JSON. `method` is an ordinary word there unless the provider takes its method from it. */
  inJson(name: string): boolean
}

/** Knows the names that many servers use, and those of one provider. */
export function methodNames(ofProvider: string[]): MethodNames {
  const own = new Set(ofProvider.map(plain))
  return {
    inText(name) {
      const decoded = decodeFully(name)
      if (decoded === null) return true
      const read = plain(decoded)
      // PHP and similar servers read `name[]` and `name[x]` as a list called `name`.
      return NAMES.has(lettersOf(read)) || own.has(read) || own.has(read.replace(/\[.*$/, ''))
    },
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
 * Why a body may change the request's method or contain further requests; `null` when it does neither.
 * @param hostname the request's
 */
export function hiddenMethod(
  headers: Headers,
  body: OutgoingBody,
  names: MethodNames,
  hostname: string,
): string | null {
  if (body.kind === 'none') return null
  const type = typeOf(headers)
  const isJson = JSON_TYPE.test(type)
  const isForm = !isJson && !NO_FORM.test(type)
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
  const text = body.bytes.toString('latin1').replaceAll('\0', '')
  if (EXTENDED_NAME.test(text)) return 'a form field has a name in pieces or in another encoding'
  if (type.startsWith('multipart/') && PART_OF_REQUESTS.test(text)) return HOLDS_REQUESTS
  const fields = new URLSearchParams(text)
  const fieldNames = [...fields.keys(), ...text.split(/[&;\n]/).map(nameOf), ...partNames(text)]
  if (fieldNames.some((name) => names.inText(name))) return 'a form field would make it another method'
  return hiddenInValues([...fields, ...partValues(text)], hostname)
}

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
  // The members of each line, or of each object of a list.
  const outer = read.values.flat().flatMap((value) => (isObject(value) ? Object.keys(value) : []))
  if (outer.some((name) => names.inJson(name))) return 'a member of its JSON would make it another method'
  return read.values.some((value) => holdsRequests(value, hostname)) ? HOLDS_REQUESTS : null
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** A member of one of several requests, as PHP and similar servers read `batch[0][method]`. */
const NESTED = /^(requests|batch|operations)\[[^\]]*\]\[/i

/** Why a value of a query or a form may contain requests as JSON; `null` when none does. */
export function hiddenInValues(
  fields: Iterable<[name: string, value: string]>,
  hostname: string,
): string | null {
  for (const [name, value] of fields) {
    const isNested = NESTED.test(decodeFully(name) ?? name)
    if (isNested || holdsRequests({ [name]: decodeFully(value) ?? value }, hostname)) {
      return 'a parameter holds requests of its own'
    }
  }
  return null
}

/** JSON, and lines of it. */
const JSON_TYPE = /^(application|text)\/([\w.-]+\+)?((x-)?nd)?json\s*(;|$)/

/** Content types that servers never parse as a form. */
const NO_FORM =
  /^(application\/(octet-stream|pdf|zip|gzip|xml)|(image|audio|video|font)\/[\w.+-]+|text\/(csv|html|markdown|calendar|xml)|application\/vnd\.[\w.+-]+)\s*(;|$)/

/** RFC 7578 forbids these names in forms, but some servers read them. @see RFC 2231 §3 and §4 */
const EXTENDED_NAME = /\bname\*/i

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? ''
}

function partNames(text: string): string[] {
  return [...text.matchAll(/\bname\s*=\s*(?:"([^"]*)"|([^\s;]+))/gi)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  )
}

/** The name of each part, and what stands after its empty line. */
function partValues(text: string): [string, string][] {
  return text.split(/\r?\n--/).flatMap((part): [string, string][] => {
    const [, head = '', value] = /^([^]*?)\r?\n\r?\n([^]*)$/.exec(part) ?? []
    return value === undefined ? [] : [[partNames(head)[0] ?? '', value]]
  })
}
