import { BLANK_LETTERS } from '@alter/protocol'

/**
 * Control, format (bidirectional, zero-width), surrogate and private-use characters, line separators, and letters that
 * show nothing.
 */
const UNPRINTABLE = new RegExp(`[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}${BLANK_LETTERS}]`, 'gu')
/** What shows nothing without a character before it, such as the variation selectors of emoji. */
const ATTACHED = /\p{Default_Ignorable_Code_Point}/gu

/**
 * A text of somebody else as people may see it: one line of visible characters, at most `longest` code points. Empty when
 * none of it is visible.
 */
export function printableLabel(text: string, longest: number): string {
  const spaced = text.replace(/\s+/gu, ' ').replace(UNPRINTABLE, '')
  const [...characters] = spaced.normalize('NFC').replace(/ +/g, ' ').trim()
  const label = characters.slice(0, longest).join('').trim()
  return label.replaceAll(ATTACHED, '').trim() === '' ? '' : label
}
