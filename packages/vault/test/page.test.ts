import type { ProviderList } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { createVault } from '@alter/vault'
import { ANSWERS } from '../src/reference/answers.ts'
import { vaultTest } from './fixtures.ts'
import { Backend, Browser, CALENDAR, json, startSystem, type System, VAULT } from './system.ts'

const test = vaultTest()

function get(system: System, path: string): Promise<Response> {
  return system.vault.fetch(new Request(VAULT + path))
}

describe('every answer', () => {
  test.for([
    '/sdk/oauth/connect',
    '/sdk/oauth/callback/google?state=x',
    '/sdk/nothing',
    '/nothing',
    '/health',
    '/sdk/providers/google/logo.svg',
  ])('keeps the opener: %s', async (path, { system }) => {
    const { headers } = await get(system, path)
    expect(headers.get('cross-origin-opener-policy')).toBe('unsafe-none')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-alter-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('also the redirect to the outcome', async ({ system, backend }) => {
    const minted = await backend.mint()
    const browser = new Browser(system)
    await browser.start(minted.session_token)
    const landed = await browser.send(await browser.consent(await browser.authorize(minted.session_id)))
    expect(landed.headers.get('cross-origin-opener-policy')).toBe('unsafe-none')
    expect(landed.headers.get('location')).not.toMatch(/[?&#](code|state)=/)
    expect(landed.headers.get('cache-control')).toBe('private, no-store')
  })
})

test('the Connect page runs no inline code and is framed by nobody', async ({ system }) => {
  const page = await get(system, '/sdk/oauth/connect')
  const policy = page.headers.get('content-security-policy') ?? ''
  for (const directive of [
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy.split('; ')).toContain(directive)
  }
  expect(policy).not.toContain('unsafe')
  expect(page.headers.get('cache-control')).toBe('private, no-store')
  const html = await page.text()
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)

  const assets = [...html.matchAll(/(?:src|href)="connect\/assets\/([^"]+)"/g)].map(([, name]) => name)
  expect(assets.length).toBeGreaterThan(0)
  for (const name of assets) {
    const asset = await get(system, `/sdk/oauth/connect/assets/${name}`)
    expect(asset.status).toBe(200)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  }
  expect((await get(system, '/sdk/oauth/connect/assets/constructor')).status).toBe(404)
})

test.for(['/sdk/oauth/connect', '/sdk/oauth/callback/google?state=x', '/reference'])(
  'a page for people makes the browser ask for no icon: %s',
  async (path, { system }) => {
    const page = await get(system, path)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.headers.get('content-security-policy')).toMatch(/img-src [^;]*\bdata:/)
    expect(await page.text()).toMatch(/<link rel="icon" href="data:,"/)
  },
)

test('15.4 a callback that belongs to no flow is explained in the reader’s language, and looks like the rest', async ({
  system,
}) => {
  const path = '/sdk/oauth/callback/google?state=x'
  const page = await system.vault.fetch(
    new Request(VAULT + path, { headers: { 'accept-language': 'nl, fr-CA;q=0.8, en;q=0.5' } }),
  )
  const html = await page.text()
  expect([page.status, page.headers.get('content-language')]).toEqual([400, 'fr'])
  expect(html).toContain('<html lang="fr">')
  expect(html).toContain('<h1>Cette identification ne correspond à aucune demande</h1>')
  expect(html).not.toContain('state')
  const [, style] = /<link rel="stylesheet" href="([^"]+)"/.exec(html) ?? []
  const sheet = await system.vault.fetch(new Request(style ?? ''))
  expect(sheet.headers.get('content-type')).toBe('text/css; charset=utf-8')
  expect(await (await get(system, path)).text()).toContain('This sign-in could not be matched')
})

test('logos are public, cacheable and inert', async ({ system }) => {
  const logo = await get(system, '/sdk/providers/github/logo.svg')
  expect(logo.headers.get('content-type')).toBe('image/svg+xml')
  expect(logo.headers.get('cache-control')).toBe('public, max-age=86400')
  expect(logo.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*\bsandbox$/)
  expect(await logo.text()).toContain('prefers-color-scheme:dark')
  expect((await get(system, '/sdk/providers/nothing/logo.svg')).status).toBe(404)
})

test('the catalog of the app', async ({ backend }) => {
  const answer = await backend.ask('/sdk/providers')
  expect(await answer.json()).toMatchObject({
    providers: [
      { id: 'google', name: 'Google', logo_url: `${VAULT}/sdk/providers/google/logo.svg`, fields: [] },
      { id: 'github', name: 'GitHub' },
    ],
  })
})

test('the operator’s words for scopes go with the provider that has any', async () => {
  const scope_labels = { [CALENDAR]: 'see your calendars' }
  const labelled = await startSystem({ google: { scope_labels } })
  try {
    const { providers } = await json<ProviderList>(await new Backend(labelled).ask('/sdk/providers'))
    expect(providers.map(({ id, scope_labels: words }) => [id, words])).toEqual([
      ['google', scope_labels],
      ['github', undefined],
    ])
    expect(ANSWERS.ProviderList.safeParse({ providers }).success).toBe(true)
  } finally {
    await labelled.close()
  }
})

test('words for a scope that is not asked for are a mistake of the config', async () => {
  const starting = startSystem({ google: { scope_labels: { 'calendar.raedonly': 'see your calendars' } } })
  await expect(starting).rejects.toMatchObject({
    issues: [{ path: ['apps', 0, 'providers', 'google', 'scope_labels'] }],
  })
})

test('on https the cookie is __Host- and Secure', async ({ ownSystem: system }) => {
  const vault = await createVault({
    ...system.config,
    public_url: 'https://vault.example',
    log: 'silent',
    data_dir: `${system.folder}/https`,
  })
  try {
    const backend = new Backend({ ...system, vault })
    const { session_token } = await backend.mint()
    const started = await vault.fetch(
      new Request('https://vault.example/sdk/oauth/connect/session/start', {
        method: 'POST',
        headers: { authorization: `Bearer ${session_token}` },
      }),
    )
    expect(started.headers.get('set-cookie')).toMatch(
      /^__Host-alter_browser_[\w-]+=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  } finally {
    await vault.close()
  }
})

test('mounted below a path of an app, its addresses have the path', async ({ ownSystem: system }) => {
  const vault = await createVault({
    ...system.config,
    public_url: 'http://app.localhost:4400/alter/',
    log: 'silent',
    data_dir: `${system.folder}/mounted`,
  })
  try {
    const { connect_url } = await new Backend({ ...system, vault }).mint()
    expect(connect_url).toMatch(/^http:\/\/app\.localhost:4400\/alter\/sdk\/oauth\/connect#session=/)
  } finally {
    await vault.close()
  }
})
