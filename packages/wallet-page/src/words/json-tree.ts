/** A JSON text in its parts, each as it was written: numbers keep their digits, names that come twice come twice. */
export type JsonTree =
  | { kind: 'object'; entries: { name: string; value: JsonTree }[] }
  | { kind: 'array'; items: JsonTree[] }
  /** A string without its quotes. */
  | { kind: 'string'; text: string }
  /** A number, `true`, `false` or `null`. */
  | { kind: 'literal'; text: string }

const TOKEN = /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|([^\s{}[\],:"]+))/y
/** Deeper is shown as it was sent. */
const DEEPEST = 60

/** `undefined` for what is not JSON, or too deep to be shown in parts. */
export function readJson(text: string): JsonTree | undefined {
  // The tree shows how it was written; whether it is JSON at all is for the platform to say.
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

/** How many values there are in it, each part counted too. */
export function valuesIn(tree: JsonTree): number {
  const inner =
    tree.kind === 'object' ? tree.entries.map(({ value }) => value) : tree.kind === 'array' ? tree.items : []
  return inner.reduce((sum, value) => sum + valuesIn(value), 1)
}

function unquote(token: string): string {
  const value: unknown = JSON.parse(token)
  return String(value)
}
