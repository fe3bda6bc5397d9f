/** What a variable that is not set, or is no text, becomes where it is put into a text; `undefined` for any other text. */
export function unsetText(value: string): string | undefined {
  if (!/^(undefined|null|\[object \w+\])$/.test(value)) return undefined
  return `is the text ${value}: what it is read from is not set, or is no text`
}
