/**
 * Characters that are invisible, or change the direction of nearby text: with them a text could look different from
 * what is sent. The last ones equal `BLANK_LETTERS` of the protocol, from which this package only imports types.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034F\u17B4\u17B5\u115F\u1160\u2800\u3164\uFFA0]/gu
const ORDINARY = new Set(['\n', '\t', '\u200d'])

/** The text with such characters written out, such as `⟨U+202E⟩`. Line ends, tabs and the joiner of emoji stay. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (mark) => {
    if (ORDINARY.has(mark)) return mark
    const code = (mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })
}
