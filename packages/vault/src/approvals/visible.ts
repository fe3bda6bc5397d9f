/**
 * With what nobody sees, or what turns a line around, written out: a text is approved as it reads. In JSON that is the
 * same text.
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
