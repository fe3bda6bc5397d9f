/**
 * Control, format (bidirectional, zero-width), surrogate and private-use characters, line separators, and letters that
 * are not drawn, such as the fillers of Hangul. Variation selectors are kept: they choose how an emoji looks.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u2800[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}]]/gv

/** A text of somebody else as people may see it: one line of visible characters, at most `longest` code points. */
export function printableLabel(text: string, longest: number): string {
  const spaced = text.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '')
  const [...characters] = spaced.normalize('NFC').replace(/ +/g, ' ').trim()
  return characters.slice(0, longest).join('').trim()
}
