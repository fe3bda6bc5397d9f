import { connectPage } from '@alter/connect-page'
import { escapeHtml } from './escape-html.ts'

/** A page that says what went wrong and needs no script. It looks like the Connect page. */
export interface PlainPage {
  status: number
  /** Value of the `lang` attribute. */
  language: string
  title: string
  /** Markup below the title. Foreign texts in it are already escaped. */
  body: string
}

/** @param publicUrl address at which the Connect page's style is served */
export function plainPage(publicUrl: string, { status, language, title, body }: PlainPage): Response {
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
${body}
</main>
</body>
</html>
`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      vary: 'Accept-Language',
      'content-security-policy':
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
  })
}
