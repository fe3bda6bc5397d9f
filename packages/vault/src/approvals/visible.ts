import { BLANK_LETTERS } from '@alter/protocol'

/**
 * Invisible characters of ordinary text: one selector for the look of an emoji or for the form of an ideograph, and the
 * joiner within an emoji of several. Several in a row could carry any bytes.
 * @see https://www.unicode.org/reports/tr37/ and https://www.unicode.org/reports/tr51/
 */
const ORDINARY = [
  '(?<=[\\p{Emoji}\\p{Extended_Pictographic}])[\\uFE0E\\uFE0F]',
  '(?<=\\p{Ideographic})[\\uFE00-\\uFE02\\u{E0100}-\\u{E01EF}]',
  '(?<=\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?)\\u200D(?=\\p{Extended_Pictographic})',
].join('|')

/** Line ends and tabs stay. */
const HIDDEN = new RegExp(
  `(?!${ORDINARY})(?:[^\\P{C}\\n\\r\\t]|[\\p{Zl}\\p{Zp}${BLANK_LETTERS}]|\\p{Default_Ignorable_Code_Point})`,
  'gu',
)

/**
 * Escapes characters that are invisible or change the direction of text, so that a human approves what the text really
 * says. In JSON the result has the same meaning.
 * @see https://trojansource.codes
 */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
