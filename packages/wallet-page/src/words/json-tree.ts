/** The parts of a JSON text exactly as written: numbers keep their digits, and repeated names stay. */
export type JsonTree =
  | { kind: 'object'; entries: { name: string; value: JsonTree }[] }
  | { kind: 'array'; items: JsonTree[] }
  /** A string without its quotes. */
  | { kind: 'string'; text: string }
  /** A number, `true`, `false` or `null`. */
  | { kind: 'literal'; text: string }

const TOKEN = /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s{}[\],:"]+))/y
/** Deeper parts are shown as text. */
const DEEPEST = 60

/** `undefined` for a text that is no JSON or is too deep for parts. */
export function readJson(text: string): JsonTree | undefined {
  // The platform checks whether the text is JSON. The tree below only keeps how it is written.
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const reader = new RegExp(TOKEN)

  function next(): string {
    return (
      reader
        .exec(text)
        ?.slice(1)
        .find((part) => part !== undefined) ?? ''
    )
  }

  function read(token: string, depth: number): JsonTree {
    if (depth > DEEPEST) throw new RangeError('Too deep')
    if (token === '{') return readObject(depth)
    if (token === '[') return readArray(depth)
    return token.startsWith('"') ? { kind: 'string', text: unquote(token) } : { kind: 'literal', text: token }
  }

  function readObject(depth: number): JsonTree {
    const entries: { name: string; value: JsonTree }[] = []
    for (let token = next(); token !== '}'; token = next()) {
      if (token === ',') continue
      next()
      entries.push({ name: unquote(token), value: read(next(), depth + 1) })
    }
    return { kind: 'object', entries }
  }

  function readArray(depth: number): JsonTree {
    const items: JsonTree[] = []
    for (let token = next(); token !== ']'; token = next()) {
      if (token !== ',') items.push(read(token, depth + 1))
    }
    return { kind: 'array', items }
  }

  try {
    return read(next(), 0)
  } catch {
    return undefined
  }
}

/** The number of values in it, including each part. */
export function valuesIn(tree: JsonTree): number {
  const inner =
    tree.kind === 'object' ? tree.entries.map(({ value }) => value) : tree.kind === 'array' ? tree.items : []
  return inner.reduce((sum, value) => sum + valuesIn(value), 1)
}

function unquote(token: string): string {
  const value: unknown = JSON.parse(token)
  return String(value)
}
