import { LANGUAGES, type Language } from '../providers/scope-words.ts'

/** The first of the languages asked for that the vault's own texts have; English otherwise. */
export function languageOf(request: Request): Language {
  const asked = new URL(request.url).searchParams.get('locale')
  const accepted = request.headers.get('accept-language') ?? ''
  return ownLanguage(asked ?? '') ?? ownLanguage(accepted) ?? 'en'
}

/** @param ranges one, or several in the order of the browser. @see RFC 9110 §12.5.4 */
function ownLanguage(ranges: string): Language | undefined {
  for (const range of ranges.toLowerCase().slice(0, 200).split(',')) {
    const wanted = range.trim().split(/[-;]/)[0]
    const found = LANGUAGES.find((language) => language.toLowerCase().split('-')[0] === wanted)
    if (found) return found
  }
  return undefined
}
