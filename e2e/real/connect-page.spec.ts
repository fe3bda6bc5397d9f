// The Connect page alone, in every state it has: what the vault answers is made up, the page and its policy are real.
import type { PageSession } from '@alter/protocol'
import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { test } from '../promise/test.ts'

const ID = '0'.repeat(32)
const LOGO = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/%3E'
const GOOGLE = { id: 'google', name: 'Google', logo_url: LOGO, scopes: [], fields: [] }
const SHOP = {
  id: 'shop',
  name: 'Shop',
  logo_url: LOGO,
  scopes: [],
  fields: [{ name: 'shop', label: 'Shop name', placeholder: 'my-shop', pattern: '[a-z-]+' }],
}
const GRANT = {
  grant_id: '1',
  provider: 'google',
  provider_name: 'Google',
  account_identifier: 'ada@work.example',
  timestamp: '2026-11-22T10:00:00Z',
  operation: 'creation' as const,
  scopes: [],
  status: 'active' as const,
}
const SESSION: PageSession = {
  session_id: ID,
  status: 'open',
  delivery: 'popup',
  allowed_origin: 'http://app.localhost',
  app: { name: 'Daybreak' },
  user_label: 'ada@lovelace.example',
  providers: [GOOGLE],
  grants: [],
  expires_in: 600,
}

const BRAND = {
  accent: '#ffd43b',
  privacy_url: 'https://app.example/privacy',
  support_url: 'mailto:help@app.example',
}
const TWENTY = Array.from({ length: 20 }, (_, at) => ({ ...GOOGLE, id: `p${at}`, name: `Provider ${at}` }))

const SCOUT: NonNullable<PageSession['agent']> = {
  agent_id: 'a1',
  name: 'scout',
  display_name: 'Scout',
  rules: [
    {
      type: 'time_window',
      zone: 'Europe/Berlin',
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: '09:00',
      to: '18:00',
    },
    { type: 'rate_limit', requests: 60, seconds: 60 },
    { type: 'methods_and_paths', allow: [{ hosts: ['www.googleapis.com'] }] },
  ],
  max_ttl_seconds: 2_592_000,
  can_ask_user: true,
  accounts: {
    google: [
      { grant_id: '1', account_identifier: 'ada@work.example', account_display_name: 'Ada King' },
      { grant_id: '2', account_identifier: 'ada@home.example' },
    ],
  },
}

type Answer = { status?: number; json: object } | 'never'
type Answers = Partial<Record<'start' | 'authorize' | 'complete' | 'cancel', Answer>>

interface Look {
  name: string
  /** Default: the app's link. */
  arrival?: 'link' | 'outcome' | 'bare'
  answers?: Answers
  steps?: (page: Page) => Promise<void>
  heading: string
}

function session(fields: Partial<PageSession> = {}): Answer {
  return { json: { ...SESSION, ...fields } }
}
function press(name: string) {
  return (page: Page) => page.getByRole('button', { name }).click()
}
const several = { providers: [GOOGLE, SHOP], grants: [GRANT] }
function failed(error: NonNullable<PageSession['error']>): Answers {
  return {
    start: session({ status: 'failed', error }),
  }
}

const LOOKS: Look[] = [
  { name: 'loading', answers: { start: 'never' }, heading: 'Connect an account' },
  { name: 'confirm', answers: { start: session() }, heading: 'Connect Google to Daybreak' },
  {
    name: 'choose',
    arrival: 'outcome',
    answers: { start: session(several) },
    heading: 'Connect accounts to Daybreak',
  },
  {
    name: 'choose, after a refusal',
    arrival: 'outcome',
    answers: { start: session({ ...several, error: 'access_denied' }) },
    heading: 'Connect accounts to Daybreak',
  },
  {
    name: 'consent to an agent',
    answers: { start: session({ agent: SCOUT }) },
    heading: 'Let \u2068Scout\u2069 use your Google account',
  },
  {
    name: 'choose for an agent',
    arrival: 'outcome',
    answers: { start: session({ ...several, agent: SCOUT }) },
    heading: 'Let \u2068Scout\u2069 use your accounts',
  },
  {
    name: 'given to an agent',
    arrival: 'outcome',
    answers: {
      start: session({
        status: 'completed',
        delivery: 'poll',
        agent: SCOUT,
        grants: [{ ...GRANT, delegation: { id: '1', agent: 'scout' } }],
      }),
    },
    heading: '\u2068Scout\u2069 can use Google',
  },
  {
    name: 'confirm, in a brand whose colour is too weak',
    answers: { start: session({ app: { name: 'Daybreak', brand: BRAND } }) },
    heading: 'Connect Google to Daybreak',
  },
  {
    name: 'confirm, in German',
    answers: { start: session({ locale: 'de' }) },
    heading: 'Google mit Daybreak verbinden',
  },
  {
    name: 'choose among twenty',
    arrival: 'outcome',
    answers: { start: session({ providers: TWENTY, grants: [GRANT] }) },
    steps: async (page) => {
      await page.getByRole('searchbox', { name: 'Find an account' }).fill('provider 1')
      await expect(page.getByRole('listitem')).toHaveCount(11)
    },
    heading: 'Connect accounts to Daybreak',
  },
  {
    name: 'no answer, in a full-page flow',
    answers: { start: session({ delivery: 'redirect' }), authorize: { status: 503, json: {} } },
    steps: async (page) => {
      await press('Continue')(page)
      await expect(page.getByRole('button', { name: 'Back to Daybreak' })).toBeVisible()
    },
    heading: 'No answer',
  },
  {
    name: 'fields',
    arrival: 'outcome',
    answers: { start: session(several) },
    steps: press('Shop'),
    heading: 'Your Shop account',
  },
  {
    name: 'fields, left empty',
    arrival: 'outcome',
    answers: { start: session(several) },
    steps: async (page) => {
      await press('Shop')(page)
      await press('Continue')(page)
      await expect(page.getByLabel('Shop name')).toBeFocused()
    },
    heading: 'Your Shop account',
  },
  {
    name: 'fields, refused by the vault',
    arrival: 'outcome',
    answers: {
      start: session(several),
      authorize: { status: 400, json: { code: 'invalid_request', detail: 'No such shop', field: 'shop' } },
    },
    steps: async (page) => {
      await press('Shop')(page)
      await page.getByLabel('Shop name').fill('my-shop')
      await press('Continue')(page)
      await expect(page.getByText('This does not look right. Example: my-shop')).toBeVisible()
    },
    heading: 'Your Shop account',
  },
  {
    name: 'leaving',
    arrival: 'outcome',
    answers: { start: session(several), authorize: 'never' },
    steps: press('Google'),
    heading: 'Taking you to Google…',
  },
  {
    name: 'finishing',
    arrival: 'outcome',
    answers: { start: session(several), complete: 'never' },
    steps: press('Done'),
    heading: 'Finishing…',
  },
  {
    name: 'cancelling',
    answers: { start: session(), cancel: 'never' },
    steps: press('Cancel'),
    heading: 'Cancelling…',
  },
  {
    name: 'connected',
    arrival: 'outcome',
    answers: { start: session({ status: 'completed', grants: [GRANT] }) },
    heading: 'Google connected',
  },
  {
    name: 'cancelled',
    answers: { start: session({ status: 'cancelled' }) },
    heading: 'Nothing was connected',
  },
  {
    // An address that is not followed.
    name: 'returning',
    arrival: 'outcome',
    answers: {
      start: session({ status: 'completed', delivery: 'redirect', return_url: 'about:blank' }),
    },
    heading: 'Taking you back to Daybreak…',
  },
  {
    name: 'denied',
    arrival: 'outcome',
    answers: failed('access_denied'),
    heading: 'Not connected',
  },
  { name: 'expired', answers: failed('session_expired'), heading: 'This took too long' },
  { name: 'without a session', arrival: 'bare', heading: 'Nothing to connect here' },
  { name: 'no answer', answers: { start: { status: 500, json: {} } }, heading: 'No answer' },
]

async function show(page: Page, vault: string, { arrival = 'link', answers = {}, steps, heading }: Look) {
  for (const [path, answer] of Object.entries(answers)) {
    await page.route(`**/session/${path}`, (route) =>
      answer === 'never' ? undefined : route.fulfill(answer),
    )
  }
  const fragment = { link: `#session=alter_cs_${ID}_secret`, outcome: `#outcome=${ID}`, bare: '' }[arrival]
  await page.goto(`${vault}/sdk/oauth/connect${fragment}`)
  await steps?.(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
}

test.describe('with motion reduced', () => {
  test.use({ reducedMotion: 'reduce' })

  for (const look of LOOKS) {
    test(`Connect page, ${look.name}: axe finds nothing, light and dark, and nothing moves`, async ({
      page,
      stage,
    }) => {
      await show(page, stage.places.vaults.usual, look)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await findings(page)).toEqual([])
      }
      expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0)
    })
  }
})

test('the Connect page works with the keyboard alone, and shows where the focus is', async ({
  page,
  stage,
}) => {
  await show(page, stage.places.vaults.usual, {
    name: 'confirm',
    answers: { start: session({ providers: [GOOGLE, SHOP] }), authorize: 'never' },
    heading: 'Connect accounts to Daybreak',
  })
  async function reach(name: string, stops: number): Promise<void> {
    const button = page.getByRole('button', { name })
    await expect(button).toBeEnabled()
    for (let stop = 0; stop < stops; stop += 1) await page.keyboard.press('Tab')
    await expect(button).toBeFocused()
    await expect(button).toHaveCSS('outline-style', 'solid')
  }

  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await reach('Continue', 1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await reach('Shop', 2)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your Shop account' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.type('Not A Shop')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This does not look right')).toBeVisible()
  await expect(page.getByLabel('Shop name')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('my-shop')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Taking you to Shop…' })).toBeFocused()
})

/** Low windows: a phone held sideways, and what zoom leaves of a popup. */
const LOW = [
  [740, 360],
  [250, 350],
  [320, 256],
] as const

for (const [width, height] of LOW) {
  test(`15.1 at ${width}×${height} nothing that has the focus hides behind the actions`, async ({
    page,
    stage,
  }) => {
    await page.setViewportSize({ width, height })
    for (const look of ['fields, left empty', 'choose among twenty', 'consent to an agent']) {
      const found = LOOKS.find(({ name }) => name === look)
      if (found === undefined) throw new Error(look)
      await page.unrouteAll()
      await show(page, stage.places.vaults.usual, found)
      for (let stop = 0; stop < 8; stop += 1) {
        await page.keyboard.press('Tab')
        const isSeen = await page.evaluate<boolean>(`(() => {
          const { left, top, width, height } = document.activeElement.getBoundingClientRect()
          const hit = document.elementFromPoint(left + width / 2, Math.min(innerHeight - 1, top + height / 2))
          return document.activeElement === document.body || document.activeElement.contains(hit)
        })()`)
        expect(isSeen, `${look}, stop ${stop}`).toBe(true)
      }
    }
  })
}

for (const [width, height] of [
  [1440, 900],
  [500, 700],
  [360, 740],
] as const) {
  test(`15.1 at ${width}×${height} the page does not scroll where the card fits`, async ({ page, stage }) => {
    await page.setViewportSize({ width, height })
    for (const look of ['confirm', 'connected', 'denied', 'fields']) {
      const found = LOOKS.find(({ name }) => name === look)
      if (found === undefined) throw new Error(look)
      await page.unrouteAll()
      await show(page, stage.places.vaults.usual, found)
      const over = await page.evaluate<number>('document.documentElement.scrollHeight - innerHeight')
      expect(over, look).toBeLessThanOrEqual(0)
    }
  })
}

test('15.3 a brand’s colour can be read on its button, hovered and pressed too, on light and on dark', async ({
  page,
  stage,
}) => {
  await show(page, stage.places.vaults.usual, {
    name: 'brand',
    answers: { start: session({ app: { name: 'Daybreak', brand: BRAND } }) },
    heading: 'Connect Google to Daybreak',
  })
  const button = page.getByRole('button', { name: 'Continue' })
  await expect(button).toBeEnabled()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await findings(page)).toEqual([])
    await button.hover()
    expect(await findings(page)).toEqual([])
    await page.mouse.down()
    expect(await findings(page)).toEqual([])
    await page.mouse.move(0, 0)
    await page.mouse.up()
  }
})
