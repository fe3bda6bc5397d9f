/**
 * Control, format (bidirectional, zero-width), surrogate and private-use characters, line separators, and characters
 * that leave nothing to see, such as the fillers of Hangul.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu

/** A text of somebody else as people may see it: one line of visible characters, at most `longest` code points. */
export function printableLabel(text: string, longest: number): string {
  const spaced = text.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '')
  const [...characters] = spaced.normalize('NFC').replace(/ +/g, ' ').trim()
  return characters.slice(0, longest).join('').trim()
}
