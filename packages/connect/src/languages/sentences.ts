/** Puts values in their places, `{…}`. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/{(\w+)}/g, (place, name: string) => values[name] ?? place)
}

/** "a, b and c". */
export function allOf({ locale }: { locale: string }, names: string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}

/** "a, b or c". */
export function eitherOf({ locale }: { locale: string }, names: string[]): string {
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(names)
}
