import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contrast, parse, readable } from '../src/contrast.ts'
import { Browser, connection, problem, provider, session } from './browser.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
  browser.hasOpener = false
})

afterEach(() => {
  browser.end()
  document.documentElement.removeAttribute('style')
})

const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly'

function google(more: object = {}) {
  return { ...provider('google', 'Google'), scopes: [CALENDAR, 'x.unheard'], ...more }
}

const localized = {
  en: { scope_labels: { [CALENDAR]: 'See your calendars' } },
  de: { scope_labels: { [CALENDAR]: 'Ihre Kalender ansehen' } },
  fr: { scope_labels: { [CALENDAR]: 'Voir vos agendas' } },
}

async function opened(changes: Parameters<typeof session>[0] = {}): Promise<void> {
  browser.answers.start = () => Response.json(session({ providers: [google({ localized })], ...changes }))
  await browser.open()
  // A language of its own is a file of its own.
  await expect.poll(() => browser.heading).not.toBe('')
}

function items(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map((item) => item.textContent)
}

describe('15.1 the page says what is asked', () => {
  test.each(['connect-page', 'wallet-page'])('%s: a keyboard on the screen covers no button', (page) => {
    const html = readFileSync(join(import.meta.dirname, `../../${page}/index.html`), 'utf8')
    const viewport = new DOMParser().parseFromString(html, 'text/html').querySelector('[name=viewport]')
    expect(viewport?.getAttribute('content')).toContain('interactive-widget=resizes-content')
  })

  test('what the app will be able to do: a description, or the scope itself', async () => {
    await opened()
    expect(browser.text).toContain('Acme will be able to:')
    expect(items('.permissions li')).toEqual(['See your calendars', 'x.unheard'])
    expect(browser.text).toContain('You can disconnect any time in Acme.')
  })

  test('where nothing is asked for, that it knows the account', async () => {
    await opened({ providers: [provider('notion', 'Notion')] })
    expect(items('.permissions li')).toEqual(['Know which account it is'])
  })

  test('of twenty providers five are named on the card, and all in the chooser, which finds one', async () => {
    const providers = Array.from({ length: 20 }, (_, at) => provider(`p${at}`, `Provider ${at}`))
    await opened({ providers })
    expect(items('.providers li')).toHaveLength(6)
    expect(items('.providers li').at(-1)).toBe('and 15 more')
    await browser.pass(1500)
    await browser.click('Continue')
    const filter = document.querySelector<HTMLInputElement>('input[type=search]')
    if (filter === null) throw new Error('no filter')
    filter.value = 'provider 19'
    filter.dispatchEvent(new Event('input'))
    expect(items('.rows li:not([hidden]) .name').map((text) => text.slice(0, 11))).toEqual(['Provider 19'])
    filter.value = 'nobody'
    filter.dispatchEvent(new Event('input'))
    expect(items('.rows li:not([hidden])')).toEqual([])
    expect(browser.text).toContain('Nothing matches “nobody”.')
  })

  test('eight providers need no filter', async () => {
    await opened({ providers: Array.from({ length: 8 }, (_, at) => provider(`p${at}`, `Provider ${at}`)) })
    await browser.pass(1500)
    await browser.click('Continue')
    expect(document.querySelector('input')).toBeNull()
  })

  test('12.23 where disconnecting does not end it at the provider, the link to where the user does', async () => {
    const manage_url = 'https://provider.example/apps'
    await opened({ providers: [google({ manage_url })] })
    const link = document.querySelector<HTMLAnchorElement>('.note a')
    expect(link?.textContent).toBe('End it at Google')
    expect([link?.href, link?.target, link?.rel]).toEqual([manage_url, '_blank', 'noopener noreferrer'])
  })

  test('a logo that does not load gives way to the first letter, an emoji whole', async () => {
    await opened({ app: { name: '👩‍🚀 Space' }, providers: [google()] })
    expect(document.querySelector('.tile.app')?.textContent).toBe('👩‍🚀')
    document.querySelector('.tile img')?.dispatchEvent(new Event('error'))
    expect(document.querySelectorAll('.tile')[1]?.textContent).toBe('G')
  })
})

describe('15.2 the page speaks the language', () => {
  test.each([
    ['of the session', ['en'], 'de-AT', 'de', 'Google mit Acme verbinden', 'Ihre Kalender ansehen'],
    ['of the browser', ['fr-CA', 'en'], undefined, 'fr', 'Connecter Google à Acme', 'Voir vos agendas'],
    [
      'it has, of those preferred',
      ['nl', 'es-MX'],
      undefined,
      'es',
      'Conectar Google con Acme',
      'See your calendars',
    ],
    ['it always has', ['nl'], undefined, 'en', 'Connect Google to Acme', 'See your calendars'],
    ['of the browser, not one it lacks', ['ja'], 'nl', 'ja', 'GoogleをAcmeに連携', 'See your calendars'],
    ['of China', ['zh-Hans-CN'], undefined, 'zh-CN', '将 Google 连接到 Acme', 'See your calendars'],
  ])('%s', async (_which, languages, locale, lang, heading, permission) => {
    browser.languages = languages
    await opened(locale === undefined ? {} : { locale })
    await expect.poll(() => browser.heading).toBe(heading)
    expect(document.documentElement.lang).toBe(lang)
    expect(document.documentElement.dir).toBe('ltr')
    expect(document.title).toBe(heading)
    expect(items('.permissions li')[0]).toBe(permission)
  })

  test('also for fields: the error message does not depend on the grammar of the label', async () => {
    browser.languages = ['de']
    const shop = {
      ...provider('shopify', 'Shopify', [{ name: 'shop', label: 'Shop name', placeholder: 'my-shop' }]),
      localized: { de: { field_labels: { shop: 'Name des Shops' } } },
    }
    await opened({ providers: [shop] })
    await browser.pass(1500)
    await browser.click('Weiter')
    expect(items('label')).toEqual(['Name des Shops'])
    await browser.click('Weiter')
    expect(items('.complaint')).toEqual(['Füllen Sie dieses Feld aus, um fortzufahren. Beispiel: my-shop'])
  })

  test('one account and two have their plural', async () => {
    browser.fragment = '#outcome=0123456789abcdef0123456789abcdef'
    const grants = [connection('google', 'ada'), connection('github', 'ada')]
    await opened({ status: 'completed', delivery: 'poll', grants })
    expect(browser.text).toContain('Google and GitHub connected')
    expect(browser.text).toContain('Acme can now use them for ada@example.com.')
  })
})

describe('15.3 the page wears the brand', () => {
  const brand = {
    logo_url: 'https://vault.example/sdk/apps/acme/logo?v=1',
    accent: '#ffd43b',
    privacy_url: 'https://acme.example/privacy',
    support_url: 'mailto:help@acme.example',
  }

  test('logo, colours that can be read, and links', async () => {
    await opened({ app: { name: 'Acme', brand } })
    expect(document.querySelector<HTMLImageElement>('.tile img')?.src).toBe(brand.logo_url)
    expect(items('.links a')).toEqual(['Privacy', 'Support'])
    const action = document.documentElement.style.getPropertyValue('--action')
    expect(action).toMatch(/^light-dark\(#[0-9a-f]{6}, #ffd43b\)$/)
    expect(action).not.toContain('#ffd43b, #')
  })

  test('no colour stays too weak, on light or on dark', () => {
    const shades = ['00', '33', '66', '99', 'cc', 'ff']
    for (const colour of shades.flatMap((r) => shades.flatMap((g) => shades.map((b) => `#${r}${g}${b}`)))) {
      for (const ground of ['#ffffff', '#19191c']) {
        const made = readable(colour, ground)
        expect(contrast(parse(made.colour), parse(ground)), `${colour} on ${ground}`).toBeGreaterThanOrEqual(
          4.5,
        )
        expect(contrast(parse(made.on), parse(made.colour)), `text on ${colour}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  test('a colour that can be read stays as it is', () => {
    expect(readable('#3b5bdb', '#ffffff')).toEqual({ colour: '#3b5bdb', on: '#ffffff' })
  })
})

describe('15.4 recovery in place', () => {
  const redirect = { delivery: 'redirect' as const, providers: [provider('google', 'Google')] }

  async function refusedAtAuthorize(status: number, code: string): Promise<void> {
    await opened(redirect)
    await browser.pass(1500)
    browser.answers.authorize = () => problem(status, code)
    await browser.click('Continue')
  }

  test.each([
    [503, 'unavailable', 'No answer'],
    [502, 'provider_unreachable', 'Not connected'],
  ])(
    'a full-page flow whose authorize answers %s offers the next step, and the way back',
    async (status, code, heading) => {
      await refusedAtAuthorize(status, code)
      expect(browser.heading).toBe(heading)
      browser.answers.authorize = () => Response.json({ authorization_url: 'https://provider.example/' })
      await browser.click('Try again')
      expect(browser.visited).toEqual([{ url: 'https://provider.example/', history: 'add' }])
    },
  )

  test('Back to the app ends the session and lands where the vault says', async () => {
    await refusedAtAuthorize(503, 'unavailable')
    const return_url = 'https://app.example/settings?alter_connect_session=x'
    browser.answers.start = () => Response.json(session({ ...redirect, status: 'cancelled', return_url }))
    await browser.click('Back to Acme')
    expect(browser.calls.map(({ endpoint }) => endpoint)).toContain('cancel')
    expect(browser.visited).toEqual([{ url: return_url, history: 'replace' }])
  })

  test('where even the vault is gone, the app’s own address is offered', async () => {
    await refusedAtAuthorize(503, 'unavailable')
    browser.answers.cancel = () => problem(503, 'unavailable')
    browser.answers.start = () => problem(503, 'unavailable')
    await browser.click('Back to Acme')
    expect(document.querySelector<HTMLAnchorElement>('a.primary')?.href).toBe('https://app.example/')
  })

  test('a popup stays open for a retry, and the opener receives nothing yet', async () => {
    browser.hasOpener = true
    browser.answers.authorize = () => problem(502, 'provider_unreachable')
    browser.answers.start = () => Response.json(session())
    await browser.open()
    await browser.receive()
    expect(browser.heading).toBe('Not connected')
    expect(browser.button('Try again')).toBeTruthy()
    expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_error' }))
  })
})
