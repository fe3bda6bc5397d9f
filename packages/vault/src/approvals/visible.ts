/**
 * Escapes characters that are invisible or change the direction of text, so that a human approves what the text really
 * says. In JSON the result has the same meaning.
 * @see https://trojansource.codes
 */
export function visible(text: string): string {
  return text.replaceAll(/[^\P{C}\n\r\t]|[\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
