import { connectPage } from '@alter/connect-page'
import { escapeHtml } from './escape-html.ts'
import type { Language } from '../providers/scope-words.ts'
import { type Trouble, TROUBLE_TEXTS } from './trouble-texts.ts'

export type { Trouble } from './trouble-texts.ts'

const STATUS: Record<Trouble, number> = {
  unmatched: 400,
  denied: 403,
  not_offered: 400,
  failed: 502,
  unreachable: 502,
}

/** Why nobody is signed in, and the way on: a page that needs no script. */
export function troublePage(
  publicUrl: string,
  kind: Trouble,
  {
    language,
    retry,
    issuer = '',
  }: {
    language: Language
    /** Where to begin anew; `undefined` where that would change nothing. */
    retry: string | undefined
    /** Host of the issuer. */
    issuer?: string | undefined
  },
): Response {
  const texts = TROUBLE_TEXTS[language]
  const { title, reason } = texts[kind]
  const style = Object.keys(connectPage.assets).find((name) => name.endsWith('.css')) ?? ''
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${escapeHtml(publicUrl)}/sdk/oauth/connect/assets/${style}">
<title>${title}</title>
</head>
<body>
<main>
<div class="pair" aria-hidden="true"><span class="tile bad"><svg viewBox="0 0 24 24"><path d="M12 6.5v7M12 17.2v.1"/></svg></span></div>
<h1>${title}</h1>
<p class="lead">${escapeHtml(reason.replace('{issuer}', () => issuer))}</p>
<div class="actions">
${retry === undefined ? '' : `<a class="primary" href="${escapeHtml(retry)}">${texts.retry}</a>`}
<a href="${escapeHtml(publicUrl)}/wallet">${texts.back}</a>
</div>
</main>
</body>
</html>
`
  return new Response(html, {
    status: STATUS[kind],
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      vary: 'Accept-Language',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
  })
}
