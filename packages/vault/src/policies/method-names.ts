import { decodeFully, decodeLoosely } from './decode-fully.ts'

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
