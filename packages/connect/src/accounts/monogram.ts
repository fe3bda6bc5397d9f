/** The first letter as a reader counts them: an emoji of several code points is one. `?` for a name without any. */
export function monogramOf(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())
  return first?.segment.toUpperCase() ?? '?'
}
