/** What to call a provider until its name is known: as it writes itself, for all of the vault's catalog. */
export function nameOf(provider: string): string {
  return provider.replace(/^.|h(?=ub$)|l(?=ab$)|s(?=pot$)/g, (letter) => letter.toUpperCase())
}

/** The first letter as a reader counts them: an emoji of several code points is one. `?` for a name without any. */
export function monogramOf(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  return first?.segment.toUpperCase() ?? '?'
}
