import { plainLanguage, type PlainLanguage } from '../page/plain-language.ts'

/** The first wanted language that the vault's own texts have, or else English. */
export function languageOf(request: Request): PlainLanguage {
  const asked = new URL(request.url).searchParams.get('locale')
  const accepted = request.headers.get('accept-language') ?? ''
  return plainLanguage(asked ?? '') ?? plainLanguage(accepted) ?? 'en'
}
