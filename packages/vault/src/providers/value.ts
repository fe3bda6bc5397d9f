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
  // Names of claims such as `https://example.com/id` contain dots.
  if (Object.hasOwn(document, path)) return document[path]
  let value: unknown = document
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Object.entries(value).find(([key]) => key === name)?.[1]
  }
  return value
}

function textOf(value: unknown): string | null {
  // A number beyond JSON's precision is changed on the way, so two accounts could get the same id.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  return typeof value === 'string' && value !== '' ? value : null
}
