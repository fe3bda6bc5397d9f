import type { OutgoingBody } from './outgoing-body.ts'
import { decodeFully } from './decode-fully.ts'
import { hiddenInJson, hiddenInValues, isOfRequests, parseJson } from './inner-requests.ts'

/** Parameters that some server takes the method from, in lower case and without what is not a letter. */
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

/** Whether a server may take the method from what is called so. */
export type MeansMethod = (name: string) => boolean

/**
 * Knows the names that many servers take the method from, and those of one provider. A name that cannot be decoded may
 * mean anything.
 */
export function methodNames(ofProvider: string[]): MeansMethod {
  const own = new Set(ofProvider.map(plain))
  return (name) => {
    const decoded = decodeFully(name)
    if (decoded === null) return true
    const read = plain(decoded)
    // PHP and its kin make of `name[]` and `name[x]` a list called `name`.
    return NAMES.has(lettersOf(read)) || own.has(read) || own.has(read.replace(/\[.*$/, ''))
  }
}

/** In quotes a backslash stands for what follows it. */
function plain(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll('\\', '').trim()
}

function lettersOf(name: string): string {
  return name.replaceAll(/[^a-z]/g, '')
}

/** Why a body may make the request another one, or hold others; `null`: it does not. */
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
  // Without zeros UTF-16 reads as plain text.
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

/** Servers parse no form out of these. */
const NO_FORM =
  /^(application\/(octet-stream|pdf|zip|gzip|xml)|(image|audio|video|font)\/[\w.+-]+|text\/(csv|html|markdown|calendar|xml)|application\/vnd\.[\w.+-]+)\s*(;|$)/

/** RFC 7578 forbids these of forms, and some servers read them all the same. @see RFC 2231 §3 and §4 */
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
