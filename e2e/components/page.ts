import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'

const home = new URL('../../packages/connect-react/', import.meta.url)

/** The strictest policy that an app may have. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Settings</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/styles.css">
<link rel="stylesheet" href="/page.css"></head><body><div id="root"></div>
<script type="module" src="/page.js"></script></body></html>`

/** What the app's own page says. */
const STYLE =
  ':root { color-scheme: light dark; font: 16px/1.5 sans-serif; background: Canvas; color: CanvasText } main { padding: 1rem }'

const google = { id: 'google', name: 'Google', logo_url: '/google.svg', scopes: [], fields: [] }
const github = { ...google, id: 'github', name: 'GitHub' }
const long = `${'a.very.long.name.'.repeat(5)}@a-long-domain-without-any-place-to-break.example`

export function account(label: string, rest: object = {}): Record<string, unknown> {
  return {
    grant_id: label,
    provider: 'google',
    provider_name: 'Google',
    logo_url: '/google.svg',
    account_identifier: label,
    scopes: [],
    missing_scopes: [],
    status: 'active',
    is_default: false,
    created_at: '2026-11-01T10:00:00.000Z',
    last_used_at: '2026-11-20T10:00:00.000Z',
    ...rest,
  }
}

const connections = [
  account('ada@work.example', { is_default: true, account_display_name: 'Ada Lovelace' }),
  account(long),
  account('gone@ada.example', { status: 'revoked' }),
  account('less@ada.example', { missing_scopes: ['calendar.readonly', 'email'] }),
]

function problem(status: number, body: object) {
  return {
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify(body),
  }
}

/** Opens the page with a backend that always answers alike. */
export async function openComponents(page: Page, script: string): Promise<void> {
  await serveComponents(page, script)
  await loadComponents(page)
}

/** Loads the page, or loads it anew: {@link serveComponents} comes first. */
export async function loadComponents(page: Page): Promise<void> {
  await page.goto('https://app.test/')
  await page.getByText('ada@work.example').waitFor()
}

/** Answers what the page asks, as long as the page is there. */
export async function serveComponents(page: Page, script: string): Promise<void> {
  const css = await readFile(new URL('src/styles.css', home), 'utf8')
  const logo =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle cx=".5" cy=".5" r=".5"/></svg>'
  const files: Record<string, { contentType: string; body: string; headers?: Record<string, string> }> = {
    '/': { contentType: 'text/html', body: PAGE, headers: { 'content-security-policy': POLICY } },
    '/page.js': { contentType: 'text/javascript', body: script },
    '/styles.css': { contentType: 'text/css', body: css },
    '/page.css': { contentType: 'text/css', body: STYLE },
    '/google.svg': { contentType: 'image/svg+xml', body: logo },
  }
  await page.route('https://app.test/**', (route) => {
    const { pathname } = new URL(route.request().url())
    const file = files[pathname]
    if (file) return route.fulfill(file)
    if (pathname.endsWith('/providers')) return route.fulfill({ json: { providers: [google, github] } })
    if (pathname.endsWith('/connections')) return route.fulfill({ json: { connections } })
    if (pathname === '/api/events') {
      const accounts = connections.slice(0, 2)
      return route.fulfill(problem(409, { code: 'ambiguous_grant', provider: 'google', accounts }))
    }
    return route.fulfill(problem(429, { code: 'rate_limited', status: 429 }))
  })
}

export async function openMenu(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${label}` }).click()
  await page.getByRole('menu').waitFor()
}
