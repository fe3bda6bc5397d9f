import type { OutgoingBody } from './outgoing-body.ts'
import { decodeFully } from './decode-fully.ts'
import { hiddenInJson, hiddenInValues, isOfRequests, parseJson } from './inner-requests.ts'

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

/** Whether some server takes the method from a parameter of this name. */
export type MeansMethod = (name: string) => boolean

/**
 * Knows the names that many servers use, and those of one provider. A name that cannot be decoded counts as one of
 * them.
 */
export function methodNames(ofProvider: string[]): MeansMethod {
  const own = new Set(ofProvider.map(plain))
  return (name) => {
    const decoded = decodeFully(name)
    if (decoded === null) return true
    const read = plain(decoded)
    // PHP and similar servers read `name[]` and `name[x]` as a list called `name`.
    return NAMES.has(lettersOf(read)) || own.has(read) || own.has(read.replace(/\[.*$/, ''))
  }
}

/** Inside quotes a backslash escapes the next character. */
function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll('\\', '').trim()
}

function lettersOf(name: string): string {
  return name.replaceAll(/[^a-z]/g, '')
}

/** Why a body may change the request's method or contain further requests; `null` when it does neither. */
export function hiddenMethod(headers: Headers, body: OutgoingBody, meansMethod: MeansMethod): string | null {
  if (body.kind === 'none') return null
  const type = (headers.get('content-type') ?? '').trim().toLowerCase()
  const isJson = JSON_TYPE.test(type)
  if (!isJson && NO_FORM.test(type)) return null
  if (isOfRequests(type)) return 'its body holds requests of its own'
  if (body.kind === 'streamed' || headers.has('content-encoding')) {
    const what = isJson ? 'is JSON' : 'may be a form'
    return `its body ${what} that cannot be looked into: send it plain, with its length and its type`
  }
  // Without its zero bytes, UTF-16 reads as plain text.
  const text = body.bytes.toString('latin1').replaceAll('\0', '')
  const json = body.bytes.byteLength === 0 ? null : parseJson(body.bytes.toString().replaceAll('\0', ''))
  if (isJson && json === undefined) return 'its body cannot be read as JSON'
  const inJson = hiddenInJson(json, meansMethod)
  if (isJson || inJson !== null) return inJson
  if (EXTENDED_NAME.test(text)) return 'a form field has a name in pieces or in another encoding'
  const fields = [
    ...new URLSearchParams(text).keys(),
    ...text.split(/[&;\n]/).map(nameOf),
    ...partNames(text),
  ]
  if (fields.some(meansMethod)) return 'a form field would make it another method'
  return hiddenInValues([...new URLSearchParams(text).values(), ...partValues(text)])
}

const JSON_TYPE = /^(application|text)\/([\w.-]+\+)?json\s*(;|$)/

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

/** What stands after the empty line of each part. */
function partValues(text: string): string[] {
  return text.split(/\r?\n--/).flatMap((part) => /\r?\n\r?\n([^]*)$/.exec(part)?.[1] ?? [])
}
