/** The most values of a body that are looked through. It takes a few tenths of a second. */
export const MOST_VALUES = 500_000

/** JSON as it was read. */
export interface ReadJson {
  /** One value; several where each line is one. @see https://github.com/ndjson/ndjson-spec */
  values: unknown[]
  /** Why servers may read something else in it. Absent: all read the same. */
  doubt?: string
}

/** Whether a text may be an object or a list of JSON. */
export function isJsonText(text: string): boolean {
  return /^[\s\uFEFF\uFFFD]*[[{]/.test(text)
}

/** Reads JSON, with or without a byte order mark; `null` when it is no JSON. */
export function readJson(text: string): ReadJson | null {
  const plain = text.replace(/^[\uFEFF\uFFFD]+/, '')
  const { names, values: many } = count(plain)
  if (many > MOST_VALUES) return { values: [], doubt: `has more than ${MOST_VALUES} values` }
  const whole = parse(plain)
  const values =
    whole === undefined
      ? plain
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parse)
      : [whole]
  if (values.includes(undefined)) return null
  // Of two members with one name some servers take the first, others the last. @see RFC 8259 §4
  return names === namesIn(values) ? { values } : { values, doubt: 'says a name twice' }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Counts the names of members and, roughly, the values by the signs outside of strings. */
function count(text: string): { names: number; values: number } {
  let names = 0
  let values = 0
  let inString = false
  let isEscaped = false
  for (const sign of text) {
    if (isEscaped) isEscaped = false
    else if (sign === '\\') isEscaped = true
    else if (sign === '"') inString = !inString
    else if (inString) continue
    else if (sign === ':') names += 1
    else if (sign === ',' || sign === '[' || sign === '{') values += 1
  }
  return { names, values }
}

function namesIn(values: unknown[]): number {
  const open = [...values]
  let names = 0
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    const members: unknown[] = Object.values(value)
    if (!Array.isArray(value)) names += members.length
    for (const member of members) open.push(member)
  }
  return names
}
