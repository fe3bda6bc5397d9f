import type { CreateSessionRequest, PageSession } from '@alter/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkLogo } from '../src/brand/logo-check.ts'
import { createVault } from '@alter/vault'
import { listen } from './server.ts'
import { Backend, Browser, startSystem, type System, type SystemOptions, VAULT } from './system.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M0 0h24v24H0z"/></svg>'
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function branded(
  body: string | Buffer,
  { status = 200, ...brand }: Record<string, unknown> & { status?: number } = {},
): Promise<System> {
  const server = await listen((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(body)
  })
  closing.push(() => server.close())
  return start({ brand: { logo: `http://127.0.0.1:${server.port}/logo`, ...brand } })
}

async function start(app: SystemOptions['app'] = {}): Promise<System> {
  const system = await startSystem({ app, vault: { allow_private_network: true } })
  closing.push(() => system.close())
  return system
}

async function pageSession(system: System, body: CreateSessionRequest = {}): Promise<PageSession> {
  const minted = await new Backend(system).mint(body)
  return new Browser(system).start(minted.session_token)
}

/** The page learns of the logo once it is there. */
async function logoOf(system: System): Promise<string> {
  return vi.waitUntil(async () => (await pageSession(system)).app.brand?.logo_url)
}

function read(system: System, url: string): Promise<Response> {
  return system.vault.fetch(new Request(url))
}

test('15.3 the page gets the brand of the app, and nothing if there is no brand', async () => {
  const brand = { accent: '#3b5bdb', privacy_url: 'https://app.example/privacy' }
  expect((await pageSession(await start({ brand }))).app).toEqual({ name: 'Daybreak', brand })
  expect((await pageSession(await start())).app).toEqual({ name: 'Daybreak' })
})

test.each([
  ['image/svg+xml', SVG],
  ['image/png', PNG],
])('15.3 a logo is fetched once and served by the vault, inert: %s', async (type, body) => {
  const system = await branded(body)
  const url = await logoOf(system)
  expect(url).toMatch(new RegExp(`^${VAULT}/sdk/apps/demo/logo\\?v=[0-9a-f]{12}$`))
  const logo = await read(system, url)
  expect(logo.headers.get('content-type')).toBe(type)
  expect(logo.headers.get('content-security-policy')).toMatch(/^default-src 'none';.*\bsandbox$/)
  expect(logo.headers.get('x-content-type-options')).toBe('nosniff')
  expect(Buffer.from(await logo.arrayBuffer())).toEqual(Buffer.from(body))
})

test.each([
  ['an SVG with a script', SVG.replace('<path', '<script>alert(1)</script><path'), 200],
  ['a page', '<!doctype html><h1>Not found</h1>', 200],
  ['an error', SVG, 404],
  ['one that is too large', SVG.replace('</svg>', `<!--${'x'.repeat(200_001)}--></svg>`), 200],
])('15.3 a logo that cannot be used is logged and not shown: %s', async (_what, body, status) => {
  const system = await branded(body, { status })
  await vi.waitUntil(() => system.log.some((line) => line.includes('brand.logo')))
  expect((await pageSession(system)).app.brand).toBeUndefined()
  expect((await read(system, `${VAULT}/sdk/apps/demo/logo`)).status).toBe(404)
})

describe('15.3 a logo can only be a drawing', () => {
  test.each([
    ['a handler', SVG.replace('<path', '<path onload="alert(1)"')],
    ['a script of another prefix', SVG.replace('<path', '<svg:script/><path')],
    ['HTML inside', SVG.replace('<path', '<foreignObject><p/></foreignObject><path')],
    [
      'an address that is a script',
      SVG.replace('<path', '<set attributeName="href" to="javascript:x"/><path'),
    ],
    ['a picture from elsewhere', SVG.replace('<path', '<image href="https://evil.example/x.png"/><path')],
    ['a style from elsewhere', SVG.replace('<path', '<style>@import "//evil.example/x.css"</style><path')],
    ['a fill from elsewhere', SVG.replace('<path', '<path fill="url(https://evil.example/#x)"')],
    ['an entity', `<!DOCTYPE svg [<!ENTITY x "y">]>${SVG}`],
    ['other letters', Buffer.from(SVG, 'utf16le')],
    ['a GIF', Buffer.from('GIF89a')],
    ['nothing', ''],
  ])('refused: %s', (_what, body) => {
    expect(() => checkLogo(new Uint8Array(Buffer.from(body)))).toThrow(/^is |^has /)
  })

  test.each([
    ['gradients', SVG.replace('<path', '<linearGradient id="a"/><path fill="url(#a)"')],
    ['uses', SVG.replace('<path', '<use href="#a"/><path')],
    ['a prolog', `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n${SVG}`],
    ['its own style', SVG.replace('<path', '<style>path{fill:#123}</style><path')],
  ])('taken: %s', (_what, body) => {
    expect(checkLogo(new Uint8Array(Buffer.from(body))).type).toBe('image/svg+xml')
  })
})

test.each([
  ['accent', { accent: 'blue' }, 'apps[0].brand.accent: must be a colour such as #3b5bdb'],
  ['logo', { logo: 'logo.png' }, 'apps[0].brand.logo: must be an http or https URL'],
  ['logo', { logo: 'http://cdn.example/logo.png' }, 'apps[0].brand.logo: must be https'],
  ['privacy_url', { privacy_url: 'javascript:x' }, 'apps[0].brand.privacy_url: must be an http or https URL'],
  [
    'support_url',
    { support_url: 'ftp://x' },
    'apps[0].brand.support_url: must be an http or https URL, or mailto:',
  ],
])('15.3 a brand that makes no sense names the field and the fix: %s', async (_field, brand, message) => {
  const system = await startSystem()
  closing.push(() => system.close())
  const { config } = system
  const [app] = config.apps
  if (!app) throw new Error('no app')
  await expect(createVault({ ...config, apps: [{ ...app, brand }] })).rejects.toThrow(message)
})

describe('15.1 descriptions of what the app will be able to do', () => {
  const MAIL = 'https://www.googleapis.com/auth/gmail.readonly'

  test('ours for a common scope, in each language; none for a scope that nobody has words for', async () => {
    const system = await startSystem({ google: { scopes: [MAIL, 'offline_access', 'x.unheard'] } })
    closing.push(() => system.close())
    const [google] = (await pageSession(system)).providers
    expect(google?.scope_labels).toBeUndefined()
    expect(google?.localized?.['en']?.scope_labels).toEqual({
      [MAIL]: 'See your email',
      offline_access: 'Keep its access while you are away',
    })
    expect(google?.localized?.['de']?.scope_labels?.[MAIL]).toBe('Ihre E-Mails ansehen')
    expect(Object.keys(google?.localized ?? {})).toEqual(['en', 'de', 'es', 'fr', 'ja', 'zh-CN'])
  })

  test('the operator’s come first, and may be in languages that are not ours', async () => {
    const scope_labels = { [MAIL]: { en: 'read your inbox', it: 'leggere la posta' }, b: 'do b' }
    const system = await startSystem({ google: { scopes: [MAIL, 'b'], scope_labels } })
    closing.push(() => system.close())
    const [google] = (await pageSession(system)).providers
    expect(google?.scope_labels).toEqual({ [MAIL]: 'read your inbox', b: 'do b' })
    expect(google?.localized?.['en']?.scope_labels).toEqual({ [MAIL]: 'read your inbox', b: 'do b' })
    expect(google?.localized?.['it']?.scope_labels).toEqual({ [MAIL]: 'leggere la posta', b: 'do b' })
    expect(google?.localized?.['fr']?.scope_labels).toEqual({ [MAIL]: 'Voir vos e-mails', b: 'do b' })
  })
})

test('15.2 the session keeps the language it was minted with; a wrong language is refused', async () => {
  const system = await start()
  expect((await pageSession(system, { locale: 'fr-CA' })).locale).toBe('fr-CA')
  expect((await pageSession(system)).locale).toBeUndefined()
  const refused = await new Backend(system).tryMint({ locale: 'klingon!' })
  expect(await refused.json()).toMatchObject({
    code: 'invalid_request',
    field: 'locale',
    detail: 'locale: must be a language tag, such as de or fr-CA',
  })
})
