/**
 * Makes a provider's text safe for people and logs: one line of limited length, without what may be a code or token.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/[^\P{C}]+/gu, ' ')
    .replaceAll(/[\w.~+/=-]{24,}/g, (run) => (readsAsWords(run) ? run : '[removed]'))
    .slice(0, 200)
}

/**
 * Whether a long run consists of words, as error codes, addresses and scope names do: few parts, with at most a short
 * number at the end. A random text mixes letters and digits, or changes case at nearly every letter.
 */
function readsAsWords(run: string): boolean {
  return run
    .replaceAll(WITH_NUMBER, '.')
    .split(/[._~+/=-]+/)
    .every(isWords)
}

function isWords(part: string): boolean {
  const [, letters = ''] = /^([a-z]*)\d{0,6}$/i.exec(part) ?? []
  if (letters === '') return /^\d{0,6}$/.test(part)
  const words = letters.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []
  const isOfWords = words.length === 1 || letters.length / words.length >= SHORTEST_WORD
  return isOfWords && words.every((word) => word.length <= LONGEST_WORD)
}

/**
 * Words with a number at the start or within. A list, because any rule for them also fits the groups of a random text,
 * such as `qk3zxv-wp7rtb`.
 */
const WITH_NUMBER = /oauth[12]|saml2|fido2|x509|base64|2fa|2sv|u2f|3ds|b2b|b2c/gi

/** The shortest average length of words. Letters. */
const SHORTEST_WORD = 4
/** The longest word. `authentication` has 14 letters, `unauthenticated` 15. */
const LONGEST_WORD = 16
