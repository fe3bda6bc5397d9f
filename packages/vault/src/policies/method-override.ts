import type { OutgoingBody } from '../proxy/forward.ts'
import { decodeFully } from './decode-fully.ts'

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

/** A name that cannot be decoded may mean anything. */
export const meansMethod = (name: string): boolean => {
  const decoded = decodeFully(name)
  return decoded === null || NAMES.has(lettersOf(decoded.normalize('NFKC')))
}

const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')

/** Why a form body may make the request another one; `null`: it does not. */
export const hiddenMethod = (headers: Headers, body: OutgoingBody): string | null => {
  if (body.kind === 'none') return null
  const type = (headers.get('content-type') ?? '').trim().toLowerCase()
  if (NO_FORM.test(type)) return null
  if (body.kind === 'streamed' || headers.has('content-encoding')) {
    return 'its body may be a form that cannot be looked into: send it plain, with its length and its type'
  }
  const text = body.bytes.toString('latin1')
  const fields = [
    ...new URLSearchParams(text).keys(),
    ...text.split(/[&;\n]/).map(nameOf),
    ...partNames(text),
  ]
  return fields.some(meansMethod) ? 'a form field would make it another method' : null
}

/** Servers parse no form out of these. */
const NO_FORM =
  /^(application\/([\w.-]+\+)?json|application\/(octet-stream|pdf|zip|gzip|xml)|(image|audio|video|font)\/[\w.+-]+|text\/(csv|html|markdown|calendar|xml)|application\/vnd\.[\w.+-]+)\s*(;|$)/

const nameOf = (pair: string): string => pair.split('=', 1)[0] ?? ''

const partNames = (text: string): string[] =>
  [...text.matchAll(/\bname\*?\s*=\s*(?:"([^"]*)"|([^\s;]+))/gi)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  )
