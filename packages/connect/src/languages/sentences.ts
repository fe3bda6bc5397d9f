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

/**
 * A text with words of ours in the place of a name, such as "the provider". They begin with a capital at the start of the
 * text, and get no spaces beside Chinese, unlike names in Latin letters.
 */
export function sentence(locale: string, text: string, values: Record<string, string>): string {
  const filled = fill(locale === 'zh-CN' ? closeUp(text, values) : text, values)
  return filled.charAt(0).toLocaleUpperCase(locale) + filled.slice(1)
}

/** Takes the space away that stands between a place and Chinese, on the side where Chinese comes into it. */
function closeUp(text: string, values: Record<string, string>): string {
  return text.replace(
    /( ?)({(\w+)})( ?)/g,
    (_, before: string, place: string, name: string, after: string) => {
      const value = values[name] ?? ''
      const isFirst = /^\p{Script=Han}/u.test(value)
      const isLast = /\p{Script=Han}$/u.test(value)
      return (isFirst ? '' : before) + place + (isLast ? '' : after)
    },
  )
}
