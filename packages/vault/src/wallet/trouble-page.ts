import { plainTexts } from '@alter/connect-page'
import { escapeHtml } from '../page/escape-html.ts'
import type { PlainLanguage } from '../page/plain-language.ts'
import { plainPage } from '../page/plain-page.ts'

/** Why a sign-in failed. */
export type Trouble = keyof (typeof plainTexts)['en']['signIn']

const STATUS: Record<Trouble, number> = {
  unmatched: 400,
  denied: 403,
  ended: 409,
  not_offered: 400,
  failed: 502,
  unreachable: 502,
}

/** A page that says why a sign-in failed and how to go on. It needs no script. */
export function troublePage(
  publicUrl: string,
  kind: Trouble,
  {
    language,
    retry,
    issuer = '',
  }: {
    language: PlainLanguage
    /** Address for another try; `undefined` when another try would not help. */
    retry: string | undefined
    /** Host of the issuer, for the text. */
    issuer?: string | undefined
  },
): Response {
  const texts = plainTexts[language]
  const { title, reason } = texts.signIn[kind]
  const body = `<p class="lead">${escapeHtml(reason.replace('{issuer}', () => issuer))}</p>
<div class="actions">
${retry === undefined ? '' : `<a class="primary" href="${escapeHtml(retry)}">${texts.retry}</a>`}
<a href="${escapeHtml(publicUrl)}/wallet">${texts.backToWallet}</a>
</div>`
  return plainPage(publicUrl, { status: STATUS[kind], language, title, body })
}
