/** A field of a form, or a parameter of a query. */
export type FormField = [name: string, value: string]

/** What some server may take for a pair; the value is `null` where there is no `=`. Nothing is decoded. */
export function rawPairs(text: string): [name: string, value: string | null][] {
  return text.split(/[&;\n]/).map((pair) => {
    const at = pair.indexOf('=')
    return at === -1 ? [pair, null] : [pair.slice(0, at), pair.slice(at + 1)]
  })
}

/** A part of a multipart body. */
export interface Part {
  /** Its headers. Where servers may see different ends of them, the most that one sees. */
  head: string
  names: string[]
  /** What stands after its empty line; `null` without one. */
  value: string | null
}

/**
 * The parts of a multipart body. Every line that begins as a boundary does counts as one, because servers read the
 * parameter `boundary` in different ways.
 * @param most parts, and names of one part, at most; the rest is left out
 * @see RFC 2046 §5.1
 */
export function partsOf(text: string, most: number): Part[] {
  return text.split(/[\r\n]--/, most).map((part) => {
    const end = part.indexOf('\r\n\r\n')
    const head = end === -1 ? part : part.slice(0, end)
    const empty = /\r?\n\r?\n/.exec(part)
    const value = empty === null ? null : part.slice(empty.index + empty[0].length).replace(/\r$/, '')
    return { head, names: namesIn(head, most), value }
  })
}

function namesIn(head: string, most: number): string[] {
  const names: string[] = []
  for (const [, quoted, bare] of head.matchAll(/\bname\s*=\s*(?:"([^"]*)"|([^\s;]+))/gi)) {
    if (names.length === most) break
    names.push(quoted ?? bare ?? '')
  }
  return names
}
