import { hiddenInForm } from './hidden-in-form.ts'
import { HOLDS_REQUESTS, holdsRequests } from './inner-requests.ts'
import { type MethodNames, methodNames } from './method-names.ts'
import { LARGEST_BUFFERED, LARGEST_HELD, type OutgoingBody } from './outgoing-body.ts'
import { isJsonText, readJson } from './read-json.ts'
import { withoutZeros } from './without-zeros.ts'

/**
 * Why a body may change the request's method or contain further requests; `null` when it does neither.
 * @param overrides the provider's `method_overrides`
 * @param hostname the request's
 */
export type HiddenMethod = (headers: Headers, overrides: string[], hostname: string) => string | null

/** Looks into one body, whose bytes never change: once, however many rules and sends ask. */
export function hiddenMethodOf(body: OutgoingBody): HiddenMethod {
  /** What was found, by all that it depends on. */
  const found = new Map<string, string | null>()
  return (headers, overrides, hostname) => {
    const key = JSON.stringify([typeOf(headers), headers.has('content-encoding'), overrides, hostname])
    const known = found.get(key)
    if (known !== undefined) return known
    const hidden = lookInto(headers, body, methodNames(overrides), hostname)
    found.set(key, hidden)
    return hidden
  }
}

function lookInto(headers: Headers, body: OutgoingBody, names: MethodNames, hostname: string): string | null {
  if (body.kind === 'none') return null
  const type = typeOf(headers)
  const isJson = JSON_TYPE.test(type)
  const isForm = NAMED_FORM.test(type) || (!isJson && !NO_FORM.test(type))
  if (OF_REQUESTS.test(type)) return HOLDS_REQUESTS
  if (body.kind === 'streamed' || headers.has('content-encoding')) {
    if (isJson)
      return `the vault cannot read its JSON body: send it without content-encoding, ${atMost(LARGEST_HELD)}`
    if (!isForm) return null
    if (isMultipart(type))
      return `the vault cannot read its form: send it without content-encoding, ${atMost(LARGEST_HELD)}`
    return `its body may be a form, and the vault cannot read it: send it without content-encoding, with Content-Length and Content-Type, ${atMost(LARGEST_BUFFERED)}`
  }
  const bytes = withoutZeros(body.bytes)
  const inJson = isJson || mayBeJson(bytes) ? hiddenInJson(bytes, isJson, names, hostname) : null
  if (inJson !== null || !isForm) return inJson
  return hiddenInForm(type, bytes.toString('latin1'), names, hostname)
}

/** Whether the first readable sign begins JSON. Reading a long file as text would take seconds. */
function mayBeJson(bytes: Buffer): boolean {
  const first = bytes.find((byte) => byte > SPACE && byte < DELETE)
  return first === OBJECT || first === LIST
}

const [SPACE, DELETE, OBJECT, LIST] = [0x20, 0x7f, 0x7b, 0x5b]

function hiddenInJson(bytes: Buffer, isJson: boolean, names: MethodNames, hostname: string): string | null {
  const text = bytes.toString()
  if (!isJson && !isJsonText(text)) return null
  const read = readJson(text)
  if (read === null) return isJson ? 'its body is not valid JSON' : null
  if (read.doubt !== undefined) return `its JSON ${read.doubt}`
  const [first] = read.values
  // Several lines are a list.
  const value = read.values.length === 1 ? first : read.values
  // The members of each line, or of each object of a list.
  const outer = [value].flat(2).flatMap((each) => (isObject(each) ? Object.keys(each) : []))
  if (outer.some((name) => names.inJson(name))) return 'a member of its JSON could change the method'
  return holdsRequests([value], hostname) ? HOLDS_REQUESTS : null
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Whether a body is JSON or a form with files by what its headers say, so that it can be looked into though it is long. */
export function isReadable(headers: Headers): boolean {
  const type = typeOf(headers)
  return (JSON_TYPE.test(type) || isMultipart(type)) && !headers.has('content-encoding')
}

/** Whether it is a form in parts, and nothing else besides. */
function isMultipart(type: string): boolean {
  return type.startsWith('multipart/') && !type.includes('urlencoded') && !OF_REQUESTS.test(type)
}

function typeOf(headers: Headers): string {
  return (headers.get('content-type') ?? '').trim().toLowerCase()
}

function atMost(bytes: number): string {
  return `at most ${bytes} bytes`
}

/** JSON, and lines of it. */
const JSON_TYPE = /^(application|text)\/([\w.-]+\+)?((x-)?nd)?json\s*(;|$)/

/** Content types that servers never parse as a form. */
const NO_FORM =
  /^(application\/(octet-stream|pdf|zip|gzip|xml)|(image|audio|video|font)\/[\w.+-]+|text\/(csv|html|markdown|calendar|xml)|application\/vnd\.[\w.+-]+)\s*(;|$)/

/** Some servers look for these words anywhere in the type. */
const NAMED_FORM = /multipart|urlencoded/

/** Media types for requests inside a request. @see OData 4.01 §11.7 */
const OF_REQUESTS = /^(multipart\/(mixed|batch|parallel|digest)|application\/http|message\/http)\s*(;|$)/
