/** The text or number at a dotted path of a document, or a text made of several: `{team.id}/{user_id}`. */
export function valueAt(document: Record<string, unknown>, path: string): string | null {
  if (!path.includes('{')) return textOf(at(document, path))
  let missing = false
  const text = path.replaceAll(/\{([^}]+)\}/g, (_, inner: string) => {
    const part = textOf(at(document, inner))
    missing ||= part === null
    return part ?? ''
  })
  return missing ? null : text
}

function at(document: Record<string, unknown>, path: string): unknown {
  // Claims such as `https://example.com/id` hold dots themselves.
  if (Object.hasOwn(document, path)) return document[path]
  let value: unknown = document
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Object.entries(value).find(([key]) => key === name)?.[1]
  }
  return value
}

function textOf(value: unknown): string | null {
  // A number that JSON could not carry is no longer the one that was sent: two accounts would be one.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  return typeof value === 'string' && value !== '' ? value : null
}
