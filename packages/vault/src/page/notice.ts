import { plainTexts } from '@alter/connect-page'
import { plainLanguage } from './plain-language.ts'
import { plainPage } from './plain-page.ts'

/** The page for a callback that belongs to no flow of this browser, so that there is no app to return to. */
export function noticePage(publicUrl: string, acceptLanguage: string | null): Response {
  const language = plainLanguage(acceptLanguage ?? '') ?? 'en'
  const { title, reason, next } = plainTexts[language].unmatched
  const body = `<p class="lead">${reason}</p>
<p class="lead">${next}</p>`
  return plainPage(publicUrl, { status: 400, language, title, body })
}
