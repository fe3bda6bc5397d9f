/** Marks that cannot be seen, or that turn the direction of what is beside them: they could show another text than is sent. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
const ORDINARY = new Set(['\n', '\t', '\u200d'])

/** The text with its hidden marks written out, such as `⟨U+202E⟩`. Line ends, tabs and the joiner of emoji stay. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (mark) => {
    if (ORDINARY.has(mark)) return mark
    const code = (mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return `⟨U+${code}⟩`
  })
}
