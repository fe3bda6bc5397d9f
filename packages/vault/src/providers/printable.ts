/** A provider's words reach people and logs: one line, of a sane length, without what may be a code or token. */
export function printable(text: string): string {
  return text
    .replaceAll(/[^\P{C}]+/gu, ' ')
    .replaceAll(/[\w.~+/=-]{24,}/g, (run) => (readsAsWords(run) ? run : '[removed]'))
    .slice(0, 200)
}

/**
 * Whether a long run is words, as error codes, addresses and names of scopes are: parts of few words each, with a short
 * number at most at their end. What is drawn by lot mixes letters and digits, or changes case at nearly every letter.
 */
function readsAsWords(run: string): boolean {
  return run.split(/[._~+/=-]+/).every(isWords)
}

function isWords(part: string): boolean {
  const [, letters = ''] = /^([a-z]*)\d{0,6}$/i.exec(part) ?? []
  if (letters === '') return /^\d{0,6}$/.test(part)
  const words = letters.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []
  const isOfWords = words.length === 1 || letters.length / words.length >= SHORTEST_WORD
  return isOfWords && words.every((word) => word.length <= LONGEST_WORD)
}

/** Letters, on average. */
const SHORTEST_WORD = 4
/** Letters. `authentication` has 14, `unauthenticated` 15. */
const LONGEST_WORD = 16
