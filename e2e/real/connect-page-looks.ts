// The Connect page alone, in every state it has: what the vault answers is made up, the page and its policy are real.
import type { PageSession } from '@alter/protocol'
import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'

const ID = '0'.repeat(32)
const LOGO = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/%3E'
export const GOOGLE = { id: 'google', name: 'Google', logo_url: LOGO, scopes: [], fields: [] }
export const SHOP = {
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

export const BRAND = {
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

export interface Look {
  name: string
  /** Default: the app's link. */
  arrival?: 'link' | 'outcome' | 'bare'
  answers?: Answers
  steps?: (page: Page) => Promise<void>
  heading: string
}

export function session(fields: Partial<PageSession> = {}): Answer {
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

export const LOOKS: Look[] = [
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

/** Opens the page of that vault, and makes it what the look says. */
export async function show(
  page: Page,
  vault: string,
  { arrival = 'link', answers = {}, steps, heading }: Look,
) {
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

/** A look by its name. @throws where there is none */
export function lookOf(name: string): Look {
  const found = LOOKS.find((look) => look.name === name)
  if (found === undefined) throw new Error(`No look is called ${name}`)
  return found
}

/** Opens a look, and has axe read it in both themes. */
export async function expectReadable(page: Page, vault: string, look: Look): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' })
  await show(page, vault, look)
  expect(await findings(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await findings(page, { only: 'colours' })).toEqual([])
  expect(await page.evaluate<number>('document.getAnimations().length')).toBe(0)
}
