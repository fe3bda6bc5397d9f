import { BLANK_LETTERS } from '@alter/protocol'

/** Line ends and tabs stay, and the selector that gives an emoji its colours. Other selectors can carry any bytes. */
const HIDDEN = new RegExp(
  [
    '[^\\P{C}\\n\\r\\t]',
    `[\\p{Zl}\\p{Zp}${BLANK_LETTERS}]`,
    '(?<!\\p{Extended_Pictographic})\\uFE0F',
    '(?!\\uFE0F)\\p{Default_Ignorable_Code_Point}',
  ].join('|'),
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
