/**
 * The most values of a body that are looked through, so that a body keeps the vault from its other calls for less than
 * a second. A text that may be JSON counts as {@link TEXT_COSTS}.
 */
export const MOST_VALUES = 500_000

/** What looking into a text costs, in values. Reading one that is no JSON takes as long as fifty values do. */
export const TEXT_COSTS = 50

/** JSON as it was read. */
export interface ReadJson {
  /** One value; several where each line is one. @see https://github.com/ndjson/ndjson-spec */
  values: unknown[]
  /** Why servers may read something else in it. Absent: all read the same. */
  doubt?: string
}

/** Whether a text may begin an object or a list of JSON. */
export function isJsonText(text: string): boolean {
  return /^[\s\uFEFF\uFFFD]*[[{]/.test(text)
}

/** Reads a body of JSON, with or without a byte order mark; `null` when it is no JSON. */
export function readJson(text: string): ReadJson | null {
  return read(text, (plain) => {
    const whole = parse(plain)
    return whole === undefined ? parseLines(plain) : [whole]
  })
}

/** Reads a text within JSON as one value; `null` when it is no JSON. */
export function readInnerJson(text: string): ReadJson | null {
  return read(text, (plain) => {
    const whole = parse(plain)
    return whole === undefined ? null : [whole]
  })
}

const TOO_MANY: ReadJson = { values: [], doubt: `has more than ${MOST_VALUES} values` }

function read(text: string, parsed: (plain: string) => unknown[] | null): ReadJson | null {
  const plain = text.replace(/^[\uFEFF\uFFFD]+/, '')
  const { names, values: many } = count(plain)
  if (many > MOST_VALUES) return TOO_MANY
  const values = parsed(plain)
  if (values === null) return null
  if (many + values.length > MOST_VALUES) return TOO_MANY
  // Of two members with one name some servers take the first, others the last. @see RFC 8259 §4
  return names === namesIn(values) ? { values } : { values, doubt: 'has a name twice' }
}

/** The value of each line; `null` at the first line that is no JSON. It stops beyond the most values. */
function parseLines(text: string): unknown[] | null {
  const values: unknown[] = []
  for (let start = 0; start < text.length && values.length <= MOST_VALUES;) {
    const next = text.indexOf('\n', start)
    const end = next === -1 ? text.length : next
    const line = text.slice(start, end).trim()
    start = end + 1
    if (line === '') continue
    const value = parse(line)
    if (value === undefined) return null
    values.push(value)
  }
  return values
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
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (sign === '\\') at += 1
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
