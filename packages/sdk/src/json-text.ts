/**
 * A value as JSON.
 * @throws TypeError naming the option when JSON has no such value, so that no body is lost without a word
 */
export function jsonText(option: string, value: unknown): string {
  const text = written(option, value)
  if (text !== undefined) return text
  throw new TypeError(`${option} cannot be written as JSON: it is a ${typeof value}.`)
}

/** `JSON.stringify` returns `undefined` for a function or a symbol. */
function written(option: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new TypeError(`${option} cannot be written as JSON: it contains itself or a BigInt.`, { cause })
  }
}
