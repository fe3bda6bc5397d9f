/**
 * A value as JSON.
 * @throws TypeError naming the option when JSON has no such value, so that no body is lost without a word
 */
export function jsonText(option: string, value: unknown): string {
  const text = written(option, value)
  if (text !== undefined) return text
  throw new TypeError(`${option} cannot be written as JSON: it is a ${typeof value}.`)
}

/**
 * An object as JSON.
 * @throws TypeError naming the field when JSON has no such value
 */
export function fieldsText(fields: object): string {
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) jsonText(field, value)
  }
  return JSON.stringify(fields)
}

/** `JSON.stringify` returns `undefined` for a function or a symbol. */
function written(option: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TypeError(`${option} cannot be written as JSON: ${why}`, { cause })
  }
}
