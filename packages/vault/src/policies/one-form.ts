const UNRESERVED = /[\w.~-]/
/** Texts that are in this form already, as nearly all patterns are. */
const PLAIN = /^[\w;,/?:@&=+$.!~*'()#-]*$/

/**
 * The path in the one form in which two paths are compared: with a URL's percent-encoding, in upper case, and without
 * that of letters and signs that need none. No server reads the two differently.
 * @see RFC 3986 §6.2.2
 */
export function inOneForm(path: string): string {
  if (PLAIN.test(path)) return path
  return path
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .normalize('NFC')
    .split(/(%[\da-f]{2})/i)
    .map((part, index) => (index % 2 === 0 ? encodeURI(part) : escapeInOneForm(part)))
    .join('')
}

function escapeInOneForm(escape: string): string {
  const letter = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return UNRESERVED.test(letter) ? letter : escape.toUpperCase()
}
