import type { PolicyRule } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTexts } from '../src/language.ts'
import { duration, rulesInWords } from '@alter/connect/languages/rule-words'
import type { Texts } from '@alter/connect/languages/window-texts'
import { agent, Browser, connection, given, problem, provider, session, SESSION } from './browser.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.end())

const CALENDAR = 'https://www.googleapis.com/auth/calendar.readonly'
const google = {
  ...provider('google', 'Google'),
  scopes: [CALENDAR],
  localized: { en: { scope_labels: { [CALENDAR]: 'See your calendars' } } },
}
const accounts = {
  google: [
    { grant_id: 'grant-work', account_identifier: 'ada@work.example' },
    { grant_id: 'grant-home', account_identifier: 'ada@home.example', account_display_name: 'Ada' },
  ],
}

/** The page for an agent, once the opener answered or did not. */
async function asked(
  changes: Parameters<typeof agent>[0] = {},
  more: Parameters<typeof session>[0] = {},
  { welcome = true } = {},
): Promise<void> {
  const answer = session({ providers: [google], agent: agent(changes), ...more })
  browser.answers.start = () => Response.json(answer)
  await browser.open()
  if (welcome) await browser.receive()
  else await browser.pass(1000)
  await expect.poll(() => document.querySelector('.actions')).not.toBeNull()
}

function items(selector: string): string[] {
  return [...document.querySelectorAll(selector)].map(({ textContent }) =>
    textContent.replace(/[\u2066-\u2069]/g, ''),
  )
}

function control(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent.startsWith(label))
  const input = found?.querySelector('input')
  if (!input) throw new Error(`no control ${label} in ${document.body.textContent}`)
  return input
}

async function check(label: string): Promise<void> {
  control(label).click()
  await browser.settle()
}

async function chooseLength(value: string): Promise<void> {
  const select = document.querySelector('select')
  if (select === null) throw new Error('no select')
  select.value = value
  select.dispatchEvent(new Event('change'))
  await browser.settle()
}

async function textsOf(language: string): Promise<Texts> {
  const texts = await loadTexts([language], { after: () => () => {} })
  if (texts === undefined) throw new Error(`The texts of ${language} do not load`)
  return texts
}

describe('16.3 the page is a consent to the agent', () => {
  test('shows who asks and why, even with a welcome: a welcome is not a yes', async () => {
    await asked()
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Let Scout use your Google account')
    expect(items('.who > *')).toEqual(['Scout', 'An agent of Acme', 'app.example', 'For ada@example.com'])
    expect(items('.permissions')[0]).toBe('See your calendars')
    expect(browser.text).not.toContain('Continue only if you started this')
    await browser.pass(600_000 - 1)
    expect(browser.calls.map(({ endpoint }) => endpoint)).toEqual(['start'])
    expect(browser.visited).toEqual([])
  })

  test('without a welcome it also says to go on only if the user began it', async () => {
    await asked({}, {}, { welcome: false })
    expect(browser.text).toContain('Continue only if you started this in Acme.')
    await browser.pass(500)
    await browser.click('Continue')
    expect(browser.calls.at(-1)?.body).toEqual({ session_id: SESSION, provider: 'google', tightening: {} })
  })

  test('a welcome that comes late does not run away from the user', async () => {
    await asked({}, {}, { welcome: false })
    await browser.receive()
    expect(browser.calls).toHaveLength(1)
    await browser.pass(500)
    await browser.click('Continue')
    expect(browser.calls.at(-1)?.body).toMatchObject({ welcomed: true, tightening: {} })
  })

  test('counts no click before it had the user’s attention, welcomed or not', async () => {
    await asked({ accounts })
    await browser.pass(499)
    expect(browser.button('Allow').disabled).toBe(true)
    browser.button('Allow').click()
    await browser.pass(1)
    expect(browser.button('Allow').disabled).toBe(false)
    await browser.attend(false)
    expect(browser.button('Allow').disabled).toBe(true)
    expect(browser.calls).toHaveLength(1)
  })

  test('a name that is markup stays text', async () => {
    const display_name = '<img src=x onerror=alert(1)>'
    const markup = { google: [{ grant_id: 'g', account_identifier: '<b>ada</b>' }] }
    await asked({ display_name, accounts: markup })
    expect(browser.heading).toContain(display_name)
    expect(browser.text).toContain('<b>ada</b>')
    expect(document.querySelector('main b, main img[src=x]')).toBeNull()
  })

  test('a name from right to left keeps its sentence in order', async () => {
    await asked({ display_name: 'סקאוט' })
    expect(browser.heading).toBe('Let \u2068סקאוט\u2069 use your Google account')
  })

  test('keeps the focus on the heading, and on what the user chose', async () => {
    await asked({ accounts })
    const heading = document.querySelector('h1')
    expect(document.activeElement).toBe(heading)
    await browser.pass(500)
    expect(document.activeElement).toBe(heading)
    const box = control('Only read')
    box.focus()
    await check('Only read')
    expect(document.activeElement).toBe(box)
  })
})

test.each(['constructor', 'toString', '__proto__'])(
  'a scope called %s is named like any other',
  async (scope) => {
    await asked({}, { providers: [{ ...google, scopes: [scope] }] })
    expect(items('.permissions li')).toContain(scope)
  },
)

describe('16.3 every rule in words', () => {
  const rules: PolicyRule[] = [
    { type: 'methods_and_paths', allow: [{ methods: ['GET', 'HEAD'], hosts: ['api.example'] }] },
    {
      type: 'time_window',
      zone: 'Europe/Berlin',
      days: ['fri', 'mon', 'tue', 'wed', 'thu'],
      from: '09:00',
      to: '18:00',
    },
    { type: 'rate_limit', requests: 60, seconds: 60 },
    { type: 'rate_limit', requests: 1000, seconds: 5400 },
    { type: 'ip_allowlist', ranges: ['10.0.0.0/8', '::1'] },
    { type: 'groups', any_of: ['staff', 'admins'] },
    { type: 'ttl', seconds: 2_592_000 },
    { type: 'require_approval', approver: 'user', methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
    {
      type: 'require_approval',
      approver: 'operator',
      methods: ['DELETE'],
      hosts: ['api.example'],
      paths: ['/repos/**'],
    },
    {
      type: 'methods_and_paths',
      allow: [
        { methods: ['GET'], paths: ['/repos/**'] },
        { methods: ['POST', 'PATCH'], hosts: ['api.example'] },
        {},
      ],
    },
  ]

  test('shows every rule, and none as raw JSON', async () => {
    await asked({ rules })
    expect(items('.permissions:last-of-type > li').map((text) => text.replaceAll('\u202f', ' '))).toEqual([
      'Only reads, changes nothing',
      'Only at api.example',
      'Only on weekdays from 9:00 AM to 6:00 PM (Central European Time)',
      'At most 60 calls a minute',
      'At most 1,000 calls in 1 hour, 30 minutes',
      'Only from these network addresses: 10.0.0.0/8 or ::1',
      'Only while you are a member of staff or admins',
      'Only for 30 days after you sign in at the provider',
      'Asks you before each change',
      'Asks the people who run Acme before requests of this kind: DELETEapi.example · /repos/**',
      'Only one of these:Reading · /repos/**POST or PATCH · api.exampleAny request',
      'Until you remove it',
    ])
    expect(browser.text).not.toMatch(/_|"|\{|\[object/)
  })

  test.each(['en', 'de', 'es', 'fr', 'ja', 'zh'])('each has its sentence: %s', async (language) => {
    const texts = await textsOf(language)
    const words = rulesInWords(texts, rules, 'Acme')
    expect(words).toHaveLength(11)
    for (const { text } of words) expect(text).toMatch(/^[^{}_]{4,}$/)
    expect(new Set(words.map(({ text }) => text)).size).toBe(11)
    if (language !== 'en') expect(words).not.toEqual(rulesInWords(await textsOf('en'), rules, 'Acme'))
  })

  test('a rule of a kind that the page does not know is shown as a limit', async () => {
    const unknown: PolicyRule = JSON.parse('{"type":"moon_phase"}')
    await asked({ rules: [unknown] })
    expect(items('.permissions:last-of-type > li')[0]).toBe('One more limit that Acme has set')
  })

  test('the end of it, to the day, and to the hour where it is near', async () => {
    await asked({ max_ttl_seconds: 2_592_000 })
    const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' }).format(Date.now() + 2_592_000_000)
    expect(items('.permissions:last-of-type > li')).toEqual([`Until ${day}`])
    expect(items('option')).toEqual(['30 days', '7 days', '1 day', '1 hour'])
  })

  test('a length is shown in full', async () => {
    expect(duration(await textsOf('en'), 93_784)).toBe('1 day, 2 hours, 3 minutes, 4 seconds')
  })
})

describe('16.3 the user may tighten, never loosen', () => {
  test('the choice goes to the vault with the account', async () => {
    await asked({ accounts })
    await check('Ask me each time')
    await chooseLength('604800')
    await browser.pass(500)
    await browser.click('Allow')
    expect(browser.calls.at(-1)).toMatchObject({
      endpoint: 'delegate',
      authorization: null,
      body: {
        session_id: SESSION,
        grant_id: 'grant-work',
        tightening: { ask_each_time: true, ttl_seconds: 604_800 },
      },
    })
  })

  test('and with the way to the provider; what was taken back is gone', async () => {
    await asked()
    await check('Only read')
    expect(control('Ask me each time').disabled).toBe(true)
    await check('Only read')
    expect(control('Ask me each time').disabled).toBe(false)
    await chooseLength('3600')
    await chooseLength('')
    await check('Only read')
    await browser.pass(500)
    await browser.click('Continue')
    expect(browser.calls.at(-1)).toMatchObject({ endpoint: 'authorize' })
    expect(browser.calls.at(-1)?.body).toEqual({
      session_id: SESSION,
      provider: 'google',
      welcomed: true,
      tightening: { only_read: true },
    })
    expect(browser.visited).toHaveLength(1)
  })

  test('where the app allows reading only, neither is offered', async () => {
    await asked({ rules: [{ type: 'methods_and_paths', allow: [{ methods: ['GET'] }] }] })
    expect(document.querySelector('input')).toBeNull()
    expect(document.querySelector('select')).not.toBeNull()
  })

  test('without a Wallet, “ask me each time” is not offered, because nobody could say yes', async () => {
    const { can_ask_user: _, ...walletless } = agent()
    await asked({}, { agent: walletless })
    expect(items('.option')).toEqual(['Only readIt can look, and change nothing.'])
  })

  test('a rule that the app already sets is not offered again', async () => {
    await asked({ rules: [{ type: 'require_approval', approver: 'user' }] })
    expect(items('.option')).toEqual(['Only readIt can look, and change nothing.'])
  })

  test('Reload and Back find what was chosen', async () => {
    browser.fragment = ''
    browser.remembered = { session: SESSION }
    await asked({ tightening: { only_read: true, ttl_seconds: 86_400 } }, {}, { welcome: false })
    expect(control('Only read').checked).toBe(true)
    expect(document.querySelector('select')?.value).toBe('86400')
  })
})

describe('16.3 an account that the user has already', () => {
  test('is given without the provider, and is shown as given only after the answer of the vault', async () => {
    const late: ((response: Response) => void)[] = []
    browser.answers.delegate = () => new Promise((resolve) => void late.push(resolve))
    await asked({ accounts })
    expect(items('.options:first-of-type label')).toEqual([
      'ada@work.example',
      'ada@home.exampleAda',
      'Another Google account',
    ])
    await check('ada@home.example')
    await browser.pass(500)
    await browser.click('Allow')
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Giving access to Scout…')
    expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_success' }))
    const grants = [given(connection('google', 'home'))]
    late[0]?.(Response.json(session({ status: 'completed', agent: agent(), grants })))
    await browser.settle()
    expect(browser.calls.at(-1)?.body).toEqual({
      session_id: SESSION,
      grant_id: 'grant-home',
      tightening: {},
    })
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Scout can use Google')
    expect(browser.messages.at(-1)).toEqual({ type: 'alter_connect_success', grants, session: SESSION })
    expect(browser.visited).toEqual([])
  })

  test('15.4 a vault that never answers: the page says so, and the late answer counts', async () => {
    const answers: ((response: Response) => void)[] = []
    browser.answers.delegate = () => new Promise((resolve) => void answers.push(resolve))
    await asked({ accounts })
    await browser.pass(500)
    await browser.click('Allow')
    await browser.pass(44_999)
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Giving access to Scout…')
    await browser.pass(1)
    expect(browser.heading).toBe('No answer')
    await browser.click('Try again')
    const grants = [given(connection('google', 'work'))]
    const completed = session({ status: 'completed', agent: agent(), grants })
    answers[0]?.(Response.json(completed))
    answers[1]?.(Response.json(completed))
    await browser.settle()
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Scout can use Google')
    const told = browser.messages.filter((message) => JSON.stringify(message).includes('_completed'))
    expect(told).toHaveLength(1)
  })

  test('15.4 the vault gave it, and only its answer was lost: another attempt tells the outcome', async () => {
    browser.answers.delegate = () => Promise.reject(new TypeError('Failed to fetch'))
    await asked({ accounts })
    await browser.pass(500)
    await browser.click('Allow')
    expect(browser.heading).toBe('No answer')
    const grants = [given(connection('google', 'work'))]
    browser.answers.delegate = () => problem(409, 'session_ended')
    browser.answers.start = () => Response.json(session({ status: 'completed', agent: agent(), grants }))
    await browser.click('Try again')
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Scout can use Google')
    expect(browser.messages.at(-1)).toMatchObject({ type: 'alter_connect_success' })
  })

  test('gives way to another one', async () => {
    await asked({ accounts })
    await check('Another Google account')
    await browser.pass(500)
    await browser.click('Continue')
    expect(browser.calls.at(-1)).toMatchObject({ endpoint: 'authorize' })
  })

  test.each(['grant_not_found', 'grant_revoked', 'grant_expired', 'credential_revoked'])(
    'that is gone in the meantime (%s) is reported, and the next step loads the accounts again',
    async (code) => {
      await asked({ accounts })
      await browser.pass(500)
      browser.answers.delegate = () => problem(410, code)
      await browser.click('Allow')
      expect(browser.text).toContain('That account is connected no more.')
      expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_error' }))
      browser.answers.start = () => Response.json(session({ providers: [google], agent: agent() }))
      await browser.click('Try again')
      expect(document.querySelector('input[type=radio]')).toBeNull()
      expect(browser.button('Continue').disabled).toBe(true)
    },
  )

  test('an answer after the end of the session changes nothing', async () => {
    const late: ((response: Response) => void)[] = []
    browser.answers.delegate = () => new Promise((resolve) => void late.push(resolve))
    await asked({ accounts })
    await browser.pass(500)
    await browser.click('Allow')
    browser.answers.start = () => problem(401, 'session_expired')
    await browser.pass(600_000)
    late[0]?.(Response.json(session({ status: 'expired', agent: agent() })))
    await browser.settle()
    expect(browser.heading).toBe('This took too long')
  })

  test('of several providers each is a row, beside the way to another', async () => {
    const github = provider('github', 'GitHub')
    const both = { providers: [google, github] }
    await asked({ accounts }, both)
    expect(browser.heading.replace(/[\u2066-\u2069]/g, '')).toBe('Let Scout use your accounts')
    await browser.pass(500)
    await browser.click('Continue')
    expect(items('.row .name')).toEqual([
      'ada@work.exampleGoogle · Already connected',
      'ada@home.exampleGoogle · Already connected',
      'Another Google accountSee your calendars',
      'GitHubKnow which account it is',
    ])
    const grants = [given({ ...connection('google', 'work'), grant_id: 'grant-work' })]
    browser.answers.delegate = () => Response.json(session({ ...both, agent: agent({ accounts }), grants }))
    await browser.click('ada@work.example')
    expect(items('.row .name').map((text) => text.slice(0, 16))).toEqual([
      'ada@home.example',
      'Another Google a',
      'GitHubKnow which',
    ])
    expect(browser.button('Done')).toBeTruthy()
  })
})
