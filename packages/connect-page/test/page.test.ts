import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { APP, Browser, connection, problem, provider, session, SESSION, TOKEN } from './browser.ts'

let browser: Browser

beforeEach(() => {
  browser = new Browser()
})

afterEach(() => browser.end())

const several = [provider('google', 'Google'), provider('github', 'GitHub')]
async function welcomed(): Promise<void> {
  await browser.open()
  await browser.receive()
}

function fill(value: string): void {
  const input = document.querySelector('input')
  if (input !== null) input.value = value
}

describe('arriving with a link', () => {
  test('clears the token from the address before the vault is asked, and keeps it nowhere', async () => {
    await browser.open()
    expect(browser.rememberedAll).toEqual([null, { session: SESSION }])
    expect(JSON.stringify(browser.rememberedAll)).not.toContain('secret')
    expect(browser.calls[0]).toMatchObject({ endpoint: 'start', authorization: `Bearer ${TOKEN}`, body: {} })
    expect(document.body.innerHTML).not.toContain('secret')
  })

  test('greets the opener at the allowed origin only', async () => {
    await browser.open()
    expect(browser.posted).toEqual([
      { message: { type: 'alter_connect_event', event: 'page_loaded', session: SESSION }, targetOrigin: APP },
      { message: { type: 'alter_connect_hello', session: SESSION }, targetOrigin: APP },
    ])
  })

  test('reads another link that the opener sends the window to', async () => {
    await browser.open()
    browser.changeFragment()
    expect(browser.reloads).toBe(1)
  })

  test('says what to do when there is no session in the link', async () => {
    browser.fragment = ''
    await browser.open()
    expect(browser.calls).toEqual([])
    expect(browser.heading).toBe('Nothing to connect here')
    expect(document.activeElement).toBe(document.querySelector('h1'))
  })

  test.each([
    ['session_expired', 401, 'This took too long'],
    ['invalid_token', 401, 'This link does not work'],
    ['session_in_use', 409, 'Opened in another browser'],
    ['session_ended', 409, 'This is already finished'],
  ])('says in plain words: %s', async (code, status, heading) => {
    browser.answers.start = () => problem(status, code)
    await browser.open()
    expect(browser.heading).toBe(heading)
    expect(browser.text).toContain('tart again')
  })
})

describe('a welcome', () => {
  test('leads straight to the only provider and tells the vault', async () => {
    await welcomed()
    expect(browser.calls[1]).toMatchObject({
      endpoint: 'authorize',
      authorization: null,
      body: { session_id: SESSION, provider: 'google', welcomed: true },
    })
    expect(browser.visited).toEqual([{ url: 'https://provider.example/authorize?state=s', history: 'add' }])
    expect(browser.messages.slice(2)).toEqual([
      { type: 'alter_connect_event', event: 'provider_selected', provider: 'google', session: SESSION },
      { type: 'alter_connect_event', event: 'authorization_started', provider: 'google', session: SESSION },
    ])
    expect(browser.heading).toBe('Taking you to Google…')
  })

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another window', { source: {} }],
    ['no window', { source: null }],
    ['another session', { data: { type: 'alter_connect_welcome', session: 'f'.repeat(32) } }],
    ['another message', { data: { type: 'alter_connect_hello', session: SESSION } }],
    ['no object', { data: 'alter_connect_welcome' }],
  ])('of %s is ignored', async (_name, message) => {
    await browser.open()
    await browser.receive(message)
    await browser.pass(1000)
    expect(browser.calls).toHaveLength(1)
    expect(browser.heading).toBe('Connect Google to Acme')
  })

  test('is not awaited if there is no opener or if it is null', async () => {
    browser.hasOpener = false
    await browser.open()
    await browser.receive({ source: null })
    expect(browser.heading).toBe('Connect Google to Acme')
    expect(browser.posted).toEqual([])
  })
})

describe('without a welcome', () => {
  test('names app, user and provider after one second, not before', async () => {
    await browser.open()
    await browser.pass(999)
    expect(browser.heading).toBe('Connect an account')
    await browser.pass(1)
    expect(browser.heading).toBe('Connect Google to Acme')
    const [who] = document.querySelectorAll('.who')
    expect(
      [...(who?.children ?? [])].map((line) => line.textContent.replace(/[\u2066-\u2069]/g, '')),
    ).toEqual(['Acme', 'app.example', 'For ada@example.com'])
    expect(browser.calls).toHaveLength(1)
  })

  test('13.11 shows the tiles of app and provider while the opener is asked', async () => {
    await browser.open()
    const [ofApp, ofProvider] = document.querySelectorAll('.pair .tile')
    expect(ofApp?.textContent).toBe('A')
    expect(ofProvider?.querySelector('img')?.src).toContain('/logo.svg')
    expect(document.querySelector('main')?.ariaBusy).toBe('true')
  })

  test('enables Continue after half a second of attention', async () => {
    await browser.open()
    await browser.pass(1000)
    await browser.pass(499)
    expect(browser.button('Continue').disabled).toBe(true)
    await browser.pass(1)
    expect(browser.button('Continue').disabled).toBe(false)
    await browser.click('Continue')
    expect(browser.calls[1]?.body).toEqual({ session_id: SESSION, provider: 'google' })
  })

  test('starts counting again when the user turned away', async () => {
    browser.attended = false
    await browser.open()
    await browser.pass(5000)
    expect(browser.button('Continue').disabled).toBe(true)
    await browser.attend(true)
    await browser.pass(400)
    await browser.attend(false)
    await browser.attend(true)
    await browser.pass(499)
    expect(browser.button('Continue').disabled).toBe(true)
    await browser.pass(1)
    expect(browser.button('Continue').disabled).toBe(false)
    await browser.attend(false)
    expect(browser.button('Continue').disabled).toBe(true)
  })

  test('15.1 after a return to the page, the focus is on Continue again', async () => {
    await browser.open()
    await browser.pass(1500)
    browser.button('Continue').focus()
    await browser.attend(false)
    // As browsers do with a button that is disabled.
    browser.button('Continue').blur()
    await browser.attend(true)
    await browser.pass(500)
    expect(document.activeElement).toBe(browser.button('Continue'))
    // Not where the user has gone elsewhere.
    await browser.attend(false)
    browser.button('Cancel').focus()
    await browser.attend(true)
    await browser.pass(500)
    expect(document.activeElement).toBe(browser.button('Cancel'))
  })

  test('15.4 a vault that never answers: the page says so, and tries again', async () => {
    const { start } = browser.answers
    browser.answers.start = () => new Promise(() => {})
    await browser.open()
    await browser.pass(44_999)
    expect(document.querySelector('main')?.ariaBusy).toBe('true')
    await browser.pass(1)
    expect(document.querySelector('h1')?.textContent).toBe('No answer')
    if (start) browser.answers.start = start
    await browser.click('Try again')
    await browser.pass(1000)
    expect(browser.button('Continue')).toBeDefined()
    expect(browser.calls).toHaveLength(2)
  })

  test('15.4 a slow answer is reported as missing, and still continues the flow when it comes', async () => {
    const answers: ((answer: Response) => void)[] = []
    browser.answers.authorize = () => new Promise((resolve) => answers.push(resolve))
    await browser.open()
    await browser.receive()
    await browser.pass(45_000)
    expect(browser.heading).toBe('No answer')
    await browser.click('Try again')
    expect(browser.heading).toBe('Taking you to Google…')
    await browser.pass(45_000)
    expect(browser.heading).toBe('No answer')
    answers[0]?.(Response.json({ authorization_url: 'https://provider.example/slow' }))
    await browser.settle()
    expect(browser.visited).toEqual([{ url: 'https://provider.example/slow', history: 'add' }])
    answers[1]?.(Response.json({ authorization_url: 'https://provider.example/second' }))
    await browser.settle()
    expect(browser.visited).toHaveLength(1)
  })

  test('15.4 a slow first answer counts although the page offers another attempt', async () => {
    const answers: ((answer: Response) => void)[] = []
    browser.answers.start = () => new Promise((resolve) => answers.push(resolve))
    await browser.open()
    await browser.pass(45_000)
    expect(browser.heading).toBe('No answer')
    answers[0]?.(Response.json(session()))
    await browser.settle()
    await browser.receive()
    expect(browser.visited).toHaveLength(1)
  })

  test('15.4 the vault hears a slow first call: another attempt waits for its answer, and its clock runs', async () => {
    const answers: ((answer: Response) => void)[] = []
    browser.answers.start = () => new Promise((resolve) => answers.push(resolve))
    await browser.open()
    await browser.pass(45_000)
    await browser.click('Try again')
    answers[1]?.(problem(409, 'session_in_use'))
    await browser.settle()
    expect(document.querySelector('main')?.ariaBusy).toBe('true')
    await browser.pass(45_000)
    expect(browser.heading).toBe('No answer')
    await browser.click('Try again')
    answers[2]?.(problem(409, 'session_in_use'))
    await browser.settle()
    answers[0]?.(Response.json(session()))
    await browser.settle()
    const told = browser.messages.filter((message) => JSON.stringify(message).includes('page_loaded'))
    expect(told).toHaveLength(1)
    await browser.receive()
    expect(browser.visited).toHaveLength(1)
  })

  test('15.4 only the first answer was lost, with the cookie: the user is sent back to the app', async () => {
    browser.answers.start = () => Promise.reject(new TypeError('Failed to fetch'))
    await browser.open()
    expect(browser.heading).toBe('No answer')
    browser.answers.start = () => problem(409, 'session_in_use')
    await browser.click('Try again')
    expect(browser.heading).toBe('This link does not work')
    expect(browser.text).toContain('Start again from the app')
    expect(browser.text).not.toContain('browser')
  })

  test('15.4 Done at a vault that never answers can be pressed again, and its late answer counts', async () => {
    const answers: ((answer: Response) => void)[] = []
    const grants = [connection('google', 'ada')]
    browser.answers.start = () => Response.json(session({ providers: several, grants }))
    browser.answers.complete = () => new Promise((resolve) => answers.push(resolve))
    browser.fragment = `#outcome=${SESSION}`
    await browser.open()
    await browser.click('Done')
    await browser.pass(44_999)
    expect(browser.heading).toBe('Finishing…')
    await browser.pass(1)
    expect(browser.heading).toBe('No answer')
    await browser.click('Try again')
    expect(answers).toHaveLength(2)
    answers[0]?.(Response.json(session({ status: 'completed', grants })))
    await browser.settle()
    expect(browser.heading).toBe('Google connected')
  })

  test.each(['popup', 'redirect'] as const)(
    '15.4 Cancel at a vault that never answers lets the user go (%s)',
    async (delivery) => {
      browser.answers.start = () => Response.json(session({ delivery }))
      await browser.open()
      await browser.pass(1500)
      browser.answers.cancel = () => new Promise(() => {})
      await browser.click('Cancel')
      await browser.pass(45_000)
      expect(browser.heading).toBe('Nothing was connected')
    },
  )

  test('a page whose language loads slowly still receives the welcome', async () => {
    browser.languages = ['en']
    browser.answers.start = () => Response.json(session({ locale: 'de' }))
    const { postMessage } = browser.opener
    browser.opener.postMessage = (message, targetOrigin) => {
      postMessage(message, targetOrigin)
      const isHello = JSON.stringify(message).includes('alter_connect_hello')
      if (isHello) queueMicrotask(() => void browser.receive())
    }
    await browser.open()
    await expect.poll(() => browser.visited).toHaveLength(1)
  })

  test('keeps the focus on the heading while Continue opens', async () => {
    await browser.open()
    await browser.pass(1000)
    const heading = document.querySelector('h1')
    expect(document.activeElement).toBe(heading)
    await browser.pass(500)
    expect(document.querySelector('h1')).toBe(heading)
    expect(document.activeElement).toBe(heading)
  })

  test.each([
    { landing: 'session', when: 'the full-page flow of @alter/connect', v: true, entries: 2, opener: false },
    {
      landing: 'session',
      when: 'the same in a tab that another page opened',
      v: true,
      entries: 2,
      opener: true,
    },
    {
      landing: 'result',
      when: 'the full-page flow of the published client',
      v: false,
      entries: 2,
      opener: false,
    },
    { landing: undefined, when: 'a window cut off from its opener', v: false, entries: 1, opener: false },
    { landing: undefined, when: 'a popup used again', v: false, entries: 3, opener: true },
  ])('tells the vault where the flow lands: $when', async ({ landing, v, entries, opener }) => {
    if (v) browser.fragment += '&v=1'
    browser.entries = entries
    browser.hasOpener = opener
    await browser.open()
    expect(browser.calls[0]?.body).toEqual(landing === undefined ? {} : { landing })
  })
})

describe('leaving for the provider', () => {
  test.each(['javascript:alert(1)', 'data:text/html,x', 'not a url', 7])('never opens %s', async (url) => {
    browser.answers.authorize = () => Response.json({ authorization_url: url })
    await welcomed()
    expect(browser.visited).toEqual([])
    expect(browser.heading).toBe('Not connected')
    expect(browser.messages.at(-1)).toMatchObject({ type: 'alter_connect_error', error: 'invalid_oauth_url' })
  })

  test('asks the vault again on Back, and does not send the user back at once', async () => {
    await welcomed()
    browser.answers.start = () => Response.json(session({ status: 'authorizing' }))
    await browser.restore()
    expect(browser.calls.at(-1)).toMatchObject({
      endpoint: 'start',
      authorization: null,
      body: { session_id: SESSION },
    })
    expect(browser.heading).toBe('Connect Google to Acme')
    await browser.pass(500)
    await browser.click('Continue')
    expect(browser.visited).toHaveLength(2)
    expect(browser.calls.at(-1)?.body).toMatchObject({ welcomed: true })
  })

  test('does not leave any more when the answer comes after the session was over', async () => {
    const late: ((response: Response) => void)[] = []
    browser.answers.authorize = () => new Promise((resolve) => void late.push(resolve))
    await welcomed()
    browser.answers.start = () => problem(401, 'session_expired')
    await browser.pass(600_000)
    expect(browser.heading).toBe('This took too long')
    expect(late).toHaveLength(1)
    late[0]?.(Response.json({ authorization_url: 'https://provider.example/authorize' }))
    await browser.settle()
    expect(browser.visited).toEqual([])
  })

  test('shows the outcome on Back when there is one already', async () => {
    await welcomed()
    browser.answers.start = () =>
      Response.json(session({ status: 'completed', grants: [connection('google', 'ada@work.example')] }))
    await browser.restore()
    expect(browser.heading).toBe('Google connected')
  })

  test('continues after a reload, from the history entry', async () => {
    browser.fragment = ''
    browser.remembered = { session: SESSION }
    await browser.open()
    expect(browser.calls[0]).toMatchObject({ endpoint: 'start', body: { session_id: SESSION } })
    expect(browser.heading).toBe('Connect Google to Acme')
  })
})

describe('several providers', () => {
  beforeEach(() => {
    browser.answers.start = () => Response.json(session({ providers: several }))
  })

  test('are chosen from', async () => {
    await welcomed()
    expect(browser.heading).toBe('Connect accounts to Acme')
    expect(browser.visited).toEqual([])
    await browser.click('GitHub')
    expect(browser.calls[1]?.body).toEqual({ session_id: SESSION, provider: 'github', welcomed: true })
  })

  test('13.11 the question is shown before the opener has answered, and the answer does not change it', async () => {
    await browser.open()
    expect(browser.heading).toBe('Connect accounts to Acme')
    expect(document.querySelector('main')?.ariaBusy).toBe('true')
    expect(document.activeElement).toBe(document.body)
    const heading = document.querySelector('h1')
    await browser.receive()
    expect(browser.heading).toBe('Connect accounts to Acme')
    expect(document.querySelector('h1')).toBe(heading)
    expect(document.activeElement).toBe(heading)
  })

  test('are confirmed first without a welcome', async () => {
    await browser.open()
    await browser.pass(1500)
    expect(browser.heading).toBe('Connect accounts to Acme')
    await browser.click('Continue')
    expect(browser.heading).toBe('Connect accounts to Acme')
  })

  test('end with Done after at least one, which is a success', async () => {
    browser.fragment = `#outcome=${SESSION}`
    browser.answers.start = () =>
      Response.json(session({ providers: several, grants: [connection('google', 'ada@work.example')] }))
    await browser.open()
    expect(browser.text).toContain('Connected: ada@work.example')
    expect(browser.messages[0]).toMatchObject({ event: 'authorization_completed', provider: 'google' })
    await browser.click('Done')
    expect(browser.calls.at(-1)).toMatchObject({ endpoint: 'complete', body: { session_id: SESSION } })
    expect(browser.messages.at(-1)).toMatchObject({ type: 'alter_connect_success', session: SESSION })
  })

  test('offer no Done before anything is connected, and say what went wrong', async () => {
    browser.fragment = `#outcome=${SESSION}`
    browser.answers.start = () => Response.json(session({ providers: several, error: 'access_denied' }))
    await browser.open()
    expect(() => browser.button('Done')).toThrow('No button')
    expect(document.querySelector('[role=alert]')?.textContent).toBe(
      'Access was not granted. Try again, or choose another.',
    )
    expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_error' }))
  })

  test('one that the vault no longer knows leaves the others, and what was connected', async () => {
    await welcomed()
    browser.answers.authorize = () => problem(400, 'unknown_provider', { provider: 'github' })
    await browser.click('GitHub')
    expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_error' }))
    await browser.click('Try again')
    expect(browser.heading).toBe('Connect accounts to Acme')
  })

  test('the session that is over meanwhile ends the flow', async () => {
    await welcomed()
    browser.answers.authorize = () => problem(401, 'session_expired')
    await browser.click('GitHub')
    expect(browser.messages.at(-1)).toMatchObject({ type: 'alter_connect_error', error: 'session_expired' })
  })

  test('14.4 one that is not set up right is a notice: what was connected stays, and the others', async () => {
    browser.fragment = `#outcome=${SESSION}`
    const grants = [connection('google', 'ada@work.example')]
    browser.answers.start = () => Response.json(session({ providers: several, grants }))
    browser.answers.authorize = () => problem(502, 'provider_misconfigured', { provider: 'github' })
    await browser.open()
    const error = 'provider_misconfigured'
    browser.answers.start = () => Response.json(session({ providers: several, grants, error }))
    await browser.click('GitHub')
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Acme is not set up right')
    expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_error' }))
    await browser.click('Done')
    expect(browser.messages.at(-1)).toMatchObject({ type: 'alter_connect_success', session: SESSION })
  })
})

describe('fields', () => {
  const shop = provider('shopify', 'Shopify', [
    { name: 'shop', label: 'Shop name', placeholder: 'my-shop', pattern: '[a-z0-9-]+' },
  ])

  beforeEach(() => {
    browser.answers.start = () => Response.json(session({ providers: [shop] }))
  })

  test('are asked for, checked, and passed on', async () => {
    await welcomed()
    expect(browser.heading).toBe('Your Shopify account')
    const input = document.querySelector('input')
    await browser.click('Continue')
    expect(input?.getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(input)
    expect(browser.text).toContain('Fill this in to continue. Example: my-shop')
    fill('My Shop!')
    await browser.click('Continue')
    expect(browser.text).toContain('Example: my-shop')
    expect(browser.calls).toHaveLength(1)
    fill('  my-shop ')
    await browser.click('Continue')
    expect(browser.calls[1]?.body).toMatchObject({ provider: 'shopify', fields: { shop: 'my-shop' } })
  })

  test('come back with the reason when the vault refuses one', async () => {
    browser.answers.authorize = () => problem(400, 'invalid_request', { field: 'shop' })
    await welcomed()
    fill('unknown')
    await browser.click('Continue')
    expect(browser.text).toContain('This does not look right. Example: my-shop')
    expect(document.activeElement).toBe(document.querySelector('input'))
  })
})

describe('the outcome', () => {
  const grants = [connection('google', 'ada@work.example')]

  beforeEach(() => {
    browser.fragment = `#outcome=${SESSION}`
    browser.answers.start = () => Response.json(session({ status: 'completed', grants }))
  })

  test('is shown, reported, and closed after a while', async () => {
    await browser.open()
    expect(browser.heading).toBe('Google connected')
    expect(browser.text).toContain('Acme can now use it for ada@example.com.')
    expect(browser.text).toContain('ada@work.example')
    expect(browser.posted).toEqual([
      {
        message: {
          type: 'alter_connect_event',
          event: 'authorization_completed',
          provider: 'google',
          session: SESSION,
        },
        targetOrigin: APP,
      },
      { message: { type: 'alter_connect_success', grants, session: SESSION }, targetOrigin: APP },
    ])
    await browser.pass(1499)
    expect(browser.closed).toBe(0)
    await browser.pass(1)
    expect(browser.closed).toBe(1)
  })

  test('closes at once where there is no opener', async () => {
    browser.hasOpener = false
    await browser.open()
    expect(browser.closed).toBe(1)
  })

  test('stays for a flow that a terminal waits for', async () => {
    browser.hasOpener = false
    browser.answers.start = () => Response.json(session({ status: 'completed', delivery: 'poll', grants }))
    await browser.open()
    await browser.pass(5000)
    expect(browser.closed).toBe(0)
    await browser.click('Close this window')
    expect(browser.text).toContain('You can close this window now.')
  })

  test('of a full-page flow is shown by the app', async () => {
    const return_url = 'https://app.example/settings?alter_connect_session=x'
    browser.hasOpener = false
    browser.answers.start = () =>
      Response.json(session({ status: 'completed', delivery: 'redirect', return_url, grants }))
    await browser.open()
    expect(browser.visited).toEqual([{ url: return_url, history: 'replace' }])
    expect(browser.heading).toBe('Taking you back to Acme…')
  })

  test.each([
    ['access_denied', 'Not connected', 'Access was not granted.'],
    ['account_mismatch', 'Not connected', 'That was a different account.'],
    ['scope_denied', 'Not connected', 'A permission that Acme needs was left out.'],
    ['interaction_required', 'Not connected', 'Google needs you to sign in'],
    ['provider_error', 'Not connected', 'Google reported an error.'],
    ['provider_misconfigured', 'Not connected', 'Acme is not set up right for Google.'],
    ['provider_unreachable', 'Not connected', 'Google did not answer.'],
    ['session_expired', 'This took too long', 'Start again from Acme.'],
  ] as const)('of a failure says why and tells the opener: %s', async (error, heading, reason) => {
    browser.answers.start = () =>
      Response.json(session({ status: 'failed', error, error_description: 'For developers' }))
    await browser.open()
    expect(browser.heading).toBe(heading)
    expect(browser.text).toContain(reason)
    expect(browser.text).not.toContain('For developers')
    expect(browser.posted).toContainEqual({
      message: { type: 'alter_connect_error', error, error_description: 'For developers', session: SESSION },
      targetOrigin: APP,
    })
    expect(browser.closed).toBe(0)
  })
})

describe('cancel', () => {
  test('tells the vault and closes', async () => {
    await browser.open()
    await browser.pass(1000)
    await browser.click('Cancel')
    expect(browser.calls.at(-1)).toMatchObject({
      endpoint: 'cancel',
      body: { session_id: SESSION },
      keepalive: true,
    })
    expect(browser.closed).toBe(1)
    expect(browser.heading).toBe('Nothing was connected')
  })

  test('of a full-page flow leads back to the app', async () => {
    browser.answers.start = () => Response.json(session({ delivery: 'redirect' }))
    browser.hasOpener = false
    await browser.open()
    browser.answers.start = () =>
      Response.json(
        session({ delivery: 'redirect', status: 'cancelled', return_url: 'https://app.example/back' }),
      )
    await browser.click('Cancel')
    expect(browser.visited).toEqual([{ url: 'https://app.example/back', history: 'replace' }])
  })

  test('closes even when the vault cannot be reached', async () => {
    await browser.open()
    await browser.pass(1000)
    browser.online = false
    await browser.click('Cancel')
    expect(browser.closed).toBe(1)
  })
})

describe('trouble on the way', () => {
  test('continues by itself after being offline', async () => {
    browser.online = false
    await browser.open()
    expect(browser.heading).toBe('You are offline')
    await browser.comeOnline()
    expect(browser.calls).toHaveLength(2)
    await browser.pass(1000)
    expect(browser.heading).toBe('Connect Google to Acme')
  })

  test.each([
    ['no problem document', () => new Response('<html>', { status: 502 })],
    ['an answer of another shape', () => Response.json({ session_id: SESSION })],
    ['an unknown status', () => Response.json({ ...session(), status: 'surprised' })],
  ])('can be tried again: %s', async (_name, answer) => {
    browser.answers.start = answer
    await browser.open()
    expect(browser.heading).toBe('No answer')
    browser.answers.start = () => Response.json(session())
    await browser.click('Try again')
    await browser.pass(1000)
    expect(browser.heading).toBe('Connect Google to Acme')
  })

  test('the session ends while the page is open', async () => {
    browser.answers.start = () => Response.json(session({ expires_in: 30 }))
    await browser.open()
    await browser.pass(1000)
    browser.answers.start = () => problem(401, 'session_expired')
    await browser.pass(29_000)
    expect(browser.heading).toBe('This took too long')
    expect(browser.messages.at(-1)).toMatchObject({ type: 'alter_connect_error', error: 'session_expired' })
  })

  test('a provider that does not answer before the start may be tried again', async () => {
    browser.answers.authorize = () => problem(504, 'provider_timeout')
    await welcomed()
    expect(browser.text).toContain('Google did not answer.')
    expect(browser.messages).not.toContainEqual(expect.objectContaining({ type: 'alter_connect_error' }))
    browser.answers.authorize = () => Response.json({ authorization_url: 'https://provider.example/' })
    await browser.click('Try again')
    expect(browser.visited).toEqual([{ url: 'https://provider.example/', history: 'add' }])
  })

  test('leaves nothing running when it ends', async () => {
    await browser.open()
    browser.end()
    expect(browser.timers).toBe(0)
  })
})

describe('for everyone', () => {
  test('titles the window, marks the wait, and shows names as text', async () => {
    browser.answers.start = () => Response.json(session({ app: { name: '<b>Acme</b>' } }))
    await browser.open()
    expect(document.querySelector('main')?.getAttribute('aria-busy')).toBe('true')
    expect(document.querySelector('[role=status]')?.textContent).toBe('One moment…')
    await browser.pass(1000)
    expect(document.querySelector('main')?.getAttribute('aria-busy')).toBe('false')
    expect(document.title).toBe('Connect Google to <b>Acme</b>')
    expect(document.querySelector('b')).toBeNull()
    expect(document.querySelector('[style]')).toBeNull()
  })
})
