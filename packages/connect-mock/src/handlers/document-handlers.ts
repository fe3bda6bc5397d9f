import { connectPage } from '@alter/connect-page'
import { http, type HttpHandler } from 'msw'
import { providerStep } from '../provider/callback.ts'
import { PROVIDER_STYLE } from '../provider/provider-style.ts'
import type { MockVault } from '../vault/vault.ts'
import { anywhere, type Routes } from './routes.ts'

/** Cuts a window off from its opener. @see https://html.spec.whatwg.org/#cross-origin-opener-policies */
const CUT = { 'cross-origin-opener-policy': 'same-origin' }

/** The Connect page and the provider's page as whole documents, for answers from outside of the browser. */
export function documentHandlers(vault: MockVault, { page }: Routes): HttpHandler[] {
  return [
    http.get(anywhere(page), ({ request }) => {
      const { pathname, searchParams } = new URL(request.url)
      if (!searchParams.has('state'))
        return html(connectPage.html.replaceAll('connect/assets/', `${pathname}/assets/`))
      const step = providerStep(vault, searchParams)
      // Some browsers do not follow a redirect in a mocked answer.
      if ('goTo' in step) return html(`<script>location.replace(${JSON.stringify(step.goTo)})</script>`)
      return html(
        `<title>${step.title}</title><style>${PROVIDER_STYLE}</style>${step.show}`,
        vault.scenario().provider === 'cuts' ? CUT : {},
      )
    }),
  ]
}

/** Cuts the provider's page off from its opener if the scenario says so. The page is a real one of this origin. */
export function cuttingHandlers(vault: MockVault, { page }: Routes): HttpHandler[] {
  return [
    http.get(anywhere(page), async ({ request }) => {
      if (vault.scenario().provider !== 'cuts' || !new URL(request.url).searchParams.has('state'))
        return undefined
      const { pathname } = new URL(request.url)
      const served = await fetch(pathname)
      return html(await served.text(), CUT)
    }),
  ]
}

function html(text: string, headers: Record<string, string> = {}): Response {
  const whole = text.startsWith('<!')
    ? text
    : `<!doctype html><html lang="en"><meta charset="utf-8" />${text}`
  return new Response(whole, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
}
