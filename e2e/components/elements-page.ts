import type { Page } from '@playwright/test'
import { test as base } from '../test.ts'
import { account } from './page.ts'

/** The strictest policy that a page may have: no inline script or style, and no markup from strings. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** Styles of the app's own page, also for bare elements. They must not affect the list. */
const STYLE =
  ':root { color-scheme: light dark; font: 16px/1.5 sans-serif; background: Canvas; color: CanvasText } ' +
  'main { padding: 1rem } .dark { color-scheme: dark } main.dark { background: #111; color: #eee } ' +
  'li { list-style: square; margin: 2rem } button { background: hotpink }'

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle fill="#888" cx=".5" cy=".5" r=".5"/></svg>'

/** The backend's data, which a test can change. */
export interface Backend {
  providers: object[]
  accounts: Record<string, unknown>[]
  /** Answers of a route, such as `DELETE connections/a`, in place of the usual one. */
  instead: Map<string, { status: number; body: object }>
  /** Routes that get no answer. */
  silent: Set<string>
  seen: string[]
  /** What the browser refused because of the page's policy. */
  refused: string[]
}

export function provider(id: string, name: string, rest: object = {}): object {
  return { id, name, logo_url: '/logo.svg', scopes: [], fields: [], ...rest }
}

export const SEVERAL: Record<string, unknown>[] = [
  account('ada@work.example', { is_default: true, account_display_name: 'Ada Lovelace' }),
  account('ada@home.example'),
  account('gone@ada.example', { status: 'revoked' }),
  account('less@ada.example', { missing_scopes: ['https://example.test/calendar.readonly', 'email'] }),
]

export interface Opened {
  backend: Backend
  open: (html?: string) => Promise<void>
}

export const test = base.extend<{ elements: Opened }>({
  elements: ({ page, elementScript }, use) => use(elementsOn(page, elementScript)),
})

/** The elements on a page, with a backend of its own. */
export function elementsOn(page: Page, script: Map<string, string>): Opened {
  const backend: Backend = {
    providers: [provider('google', 'Google'), provider('github', 'GitHub')],
    accounts: [...SEVERAL],
    instead: new Map(),
    silent: new Set(),
    seen: [],
    refused: [],
  }
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) backend.refused.push(message.text())
  })
  return { backend, open: (html) => openPage(page, script, backend, html) }
}

const LIST = '<h1>Settings</h1><h2>Accounts</h2><alter-connected-accounts></alter-connected-accounts>'

async function openPage(
  page: Page,
  script: Map<string, string>,
  backend: Backend,
  html = LIST,
): Promise<void> {
  const document = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Settings</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script></head><body><main>${html}</main></body></html>`
  await page.route('https://app.test/**', async (route) => {
    const request = route.request()
    const { pathname } = new URL(request.url())
    const file = script.get(pathname)
    if (pathname === '/')
      return route.fulfill({
        contentType: 'text/html',
        body: document,
        headers: { 'content-security-policy': POLICY },
      })
    if (file !== undefined) return route.fulfill({ contentType: 'text/javascript', body: file })
    if (pathname === '/page.css') return route.fulfill({ contentType: 'text/css', body: STYLE })
    if (pathname === '/logo.svg') return route.fulfill({ contentType: 'image/svg+xml', body: LOGO })
    const path = decodeURIComponent(pathname.replace('/api/alter/', ''))
    const name = `${request.method()} ${path}`
    backend.seen.push(name)
    if (backend.silent.has(name)) return route.abort('connectionrefused')
    const answer = backend.instead.get(name)
    if (answer)
      return route.fulfill({
        status: answer.status,
        contentType: 'application/problem+json',
        body: JSON.stringify(answer.body),
      })
    const [, id = ''] = /^connections\/([^/]+)/.exec(path) ?? []
    if (request.method() === 'DELETE') {
      backend.accounts = backend.accounts.filter(({ grant_id }) => grant_id !== id)
      return route.fulfill({ json: { grant_id: id, provider_revocation: 'revoked' } })
    }
    if (request.method() === 'PUT') {
      backend.accounts = backend.accounts.map((one) => ({ ...one, is_default: one['grant_id'] === id }))
      return route.fulfill({ json: {} })
    }
    if (path === 'providers') return route.fulfill({ json: { providers: backend.providers } })
    if (path === 'connections') return route.fulfill({ json: { connections: backend.accounts } })
    return route.fulfill({ status: 404, body: '' })
  })
  await page.goto('https://app.test/')
}
