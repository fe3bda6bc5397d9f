import { plainLanguage, type PlainLanguage } from '../page/plain-language.ts'

/** The first of the languages asked for that the vault's own texts have; English otherwise. */
export function languageOf(request: Request): PlainLanguage {
  const asked = new URL(request.url).searchParams.get('locale')
  const accepted = request.headers.get('accept-language') ?? ''
  return plainLanguage(asked ?? '') ?? plainLanguage(accepted) ?? 'en'
}
