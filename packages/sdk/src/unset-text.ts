/**
 * The text that an unset variable, or a value that is no text, becomes inside a template string; `undefined` for any
 * other text.
 */
export function unsetText(value: string): string | undefined {
  if (!/^(undefined|null|\[object \w+\])$/.test(value)) return undefined
  return `is the text ${value}: the variable that it comes from is not set, or is not a string`
}
