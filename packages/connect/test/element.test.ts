import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defineConnectButton, type AlterConnectButton } from '../src/element/element.ts'
import { de } from '@alter/connect/de'
import { connectionOf } from './connection.ts'
import { idOf, PAGE, settled, tokenOf, World } from './world.ts'

const work = connectionOf('work@example.com')
const success = { type: 'alter_connect_success', grants: [work], session: idOf(1) } as const

// What loads in the click: see `setup.ts`.
await import('../src/flow/with-session.ts')
await import('../src/element/button/button-help.ts')

// jsdom has no form-associated elements.
const setFormValue = vi.fn()
Object.assign(ElementInternals.prototype, { setFormValue })

document.body.innerHTML = '<alter-connect-button></alter-connect-button>'
const early = document.querySelector('alter-connect-button')
function mintEarly(): string {
  return tokenOf(1)
}
/** Every documented property, with a value other than its default. */
const EARLY = {
  provider: 'slack',
  grantId: 'grant-early',
  agent: 'scout',
  accountHint: 'ada@work.example',
  mode: 'redirect',
  whenBlocked: 'redirect',
  vault: 'https://early.example',
  basePath: '/early-routes',
  credentials: 'include',
  help: 'none',
  sessionUrl: '/early',
  session: mintEarly,
  texts: { connecting: 'Early' },
  disabled: true,
  name: 'early',
  value: 'mine',
  textWaiting: 'Wait',
  textBlocked: 'Blocked',
  textConnected: 'There',
  textError: 'No',
  textNotStarted: 'Not begun',
} satisfies Record<Exclude<keyof AlterConnectButton, keyof HTMLElement>, unknown>
Object.assign(Object(early), EARLY)

const world = new World()
const connect = defineConnectButton({ platform: world })
const upgraded = early?.outerHTML

/** The backend's `alterRoutes`, and what they were asked for. */
const minted: unknown[] = []
const backend = vi.fn(async (_url: string, init: { body: string }): Promise<Response> => {
  minted.push(JSON.parse(init.body))
  return Response.json({ session_token: tokenOf(1), connect_url: `${PAGE}#session=${tokenOf(1)}` })
})

const heard: { type: string; target: EventTarget | null; detail: unknown }[] = []
for (const type of ['alter-success', 'alter-error', 'alter-exit'] as const) {
  document.body.addEventListener(type, ({ target, detail }) => heard.push({ type, target, detail }))
}

function add(html = 'provider="google" session-url="/api/alter/session"', text = ''): AlterConnectButton {
  document.body.insertAdjacentHTML(
    'beforeend',
    `<alter-connect-button ${html}>${text}</alter-connect-button>`,
  )
  const element = [...document.querySelectorAll('alter-connect-button')].at(-1)
  if (!element) throw new Error('no button')
  return element
}

function inside(element: AlterConnectButton) {
  const button = element.shadowRoot?.querySelector('button')
  const label = element.shadowRoot?.querySelector('slot')
  const status = element.shadowRoot?.querySelector('[role=status]')
  if (!button || !label || !status) throw new Error('no shadow')
  return { button, label, status }
}

function logoIn(element: AlterConnectButton) {
  return element.shadowRoot?.querySelector('img') ?? undefined
}

async function press(element: AlterConnectButton): Promise<void> {
  inside(element).button.click()
  await settled()
}

beforeEach(() => {
  vi.stubGlobal('fetch', backend)
})

afterEach(async () => {
  document.body.replaceChildren()
  connect.close()
  await settled()
  world.blocked = false
  for (const list of [heard, minted]) list.length = 0
  setFormValue.mockClear()
  vi.unstubAllGlobals()
})

describe('<alter-connect-button>', () => {
  test('comes alive where its markup was first, with the properties it was given before', () => {
    expect(upgraded).toContain('provider="slack"')
    expect(upgraded).toContain('session-url="/early"')
    expect(upgraded).toContain('disabled')
    expect(upgraded).toContain('data-status="idle"')
  })

  test('opens the window in the click, and gets its session with a POST', async () => {
    const element = add('provider="google" grant-id="g1" account-hint="work@example.com" session-url="/mint"')
    const windows = world.windows.length
    inside(element).button.click()
    expect(world.windows).toHaveLength(windows + 1)
    await settled()
    expect(backend).toHaveBeenLastCalledWith('/mint', expect.objectContaining({ method: 'POST' }))
    expect(minted).toEqual([{ provider: 'google', grant_id: 'g1', account_hint: 'work@example.com' }])
    expect(world.window.urls).toEqual([`${PAGE}#session=${tokenOf(1)}`])
  })

  test('tells a success once, with an event that bubbles and leaves shadow trees', async () => {
    const element = add()
    await press(element)
    await press(element)
    await world.post(success)
    expect(heard).toEqual([
      { type: 'alter-success', target: element, detail: { connections: [work], late: false } },
    ])
  })

  test('tells what its own click led to, and not what that of another did', async () => {
    add()
    const pressed = add()
    await press(pressed)
    await world.post(success)
    expect(heard.map(({ target }) => target)).toEqual([pressed])
  })

  test('tells an exit', async () => {
    const element = add()
    await press(element)
    connect.close()
    await settled()
    expect(heard).toMatchObject([{ type: 'alter-exit', detail: { reason: 'cancelled', certain: true } }])
  })

  test('tells an error, and shows and says it', async () => {
    backend.mockResolvedValueOnce(new Response(null, { status: 401 }))
    const element = add()
    await press(element)
    await vi.waitFor(() =>
      expect(heard).toMatchObject([{ type: 'alter-error', detail: { code: 'session_failed' } }]),
    )
    expect(element.dataset['status']).toBe('error')
    expect(inside(element).status.textContent).toBe('Could not start')
  })

  test('without a way to get a session says so', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    await press(add('provider="google"'))
    const message = expect.stringMatching(
      /^session-url is missing: set it to .*such as \/api\/alter\/session/,
    )
    expect(heard).toMatchObject([{ type: 'alter-error', detail: { code: 'invalid_options', message } }])
    // A newcomer listens to nothing yet.
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^\[alter\] session-url is missing/))
    warn.mockRestore()
  })

  test('whose window was blocked opens it when pressed again', async () => {
    const element = add()
    world.blocked = true
    await press(element)
    expect(heard).toMatchObject([{ type: 'alter-error', detail: { code: 'popup_blocked' } }])
    const { label, status } = inside(element)
    expect([label.textContent, status.textContent]).toEqual(['Blocked. Try again', 'Blocked. Try again'])
    world.blocked = false
    await press(element)
    expect(element.dataset['status']).toBe('waiting')
  })

  test('takes a session from a property, a vault, and a mode from attributes', async () => {
    const element = add('provider="google" vault="https://vault.example" mode="redirect"')
    element.session = () => tokenOf(1)
    const windows = world.windows.length
    await press(element)
    expect(world.windows).toHaveLength(windows)
    expect(world.visited).toEqual([`${PAGE}#session=${tokenOf(1)}&v=1`])
  })

  test('continues when it is moved; closes the window and is silent when it is removed', async () => {
    const element = add()
    await press(element)
    const section = document.createElement('section')
    document.body.append(section)
    section.append(element)
    await settled()
    expect(connect.isOpen()).toBe(true)
    element.remove()
    await settled()
    expect(connect.isOpen()).toBe(false)
    expect(world.openWindows).toEqual([])
    expect(world.paths).toContain('cancel')
    expect(heard).toEqual([])
  })

  test('12.17 taken out while the window is open, and put back: idle', async () => {
    const element = add()
    await press(element)
    element.remove()
    await settled()
    document.body.append(element)
    await settled()
    expect(element.dataset['status']).toBe('idle')
    expect(inside(element).label.textContent).toBe('Connect Google')
    expect(inside(element).status.textContent).toBe('')
  })

  test('put back after it was taken out works again', async () => {
    const element = add()
    element.remove()
    await settled()
    document.body.append(element)
    await press(element)
    await world.post(success)
    expect(heard).toHaveLength(1)
  })

  test('in a form is worth the id of the grant, until a reset', async () => {
    const element = add('name="connection" provider="google" session-url="/api/alter/session"')
    expect(element.value).toBe('')
    await press(element)
    await world.post(success)
    expect(element.value).toBe(work.grant_id)
    expect(setFormValue).toHaveBeenLastCalledWith(work.grant_id)
    Reflect.get(element, 'formResetCallback').call(element)
    expect(element.value).toBe('')
  })

  test('is disabled with its form', () => {
    const element = add()
    Reflect.get(element, 'formDisabledCallback').call(element, true)
    expect(inside(element).button.disabled).toBe(true)
    element.disabled = true
    expect(element.hasAttribute('disabled')).toBe(true)
    expect(element.disabled).toBe(true)
  })

  test('shows and announces the state of its flow', async () => {
    const element = add()
    const { button, label, status } = inside(element)
    expect([label.textContent, status.textContent, button.ariaBusy]).toEqual(['Connect Google', '', 'false'])
    await press(element)
    expect(button.ariaBusy).toBe('true')
    expect([label.textContent, status.textContent]).toEqual([
      'Connecting…',
      'Continue in the window that opened.',
    ])
    await world.post(success)
    expect([button.ariaBusy, label.textContent, status.textContent]).toEqual([
      'false',
      'Google connected',
      'Google connected',
    ])
  })

  test('names no window while the session is minted: on a phone none opens', async () => {
    const element = add()
    element.session = () => new Promise(() => {})
    await press(element)
    expect(element.dataset['status']).toBe('opening')
    expect(inside(element).status.textContent).toBe('Connecting…')
  })

  test.each([
    ['en', undefined, 'Connect Google', 'Scout can use Google'],
    ['de', de, 'Google verbinden', 'Scout kann Google verwenden'],
  ])('an agent was let use an account: shows and says that (%s)', async (_, texts, before, after) => {
    const element = add('provider="google" agent="scout" session-url="/api/alter/session"')
    element.texts = texts
    const { label, status } = inside(element)
    expect(label.textContent).toBe(before)
    await press(element)
    const delegation = { id: 'd1', agent: 'scout-2', display_name: 'Scout' }
    await world.post({ ...success, grants: [{ ...work, operation: 'reauth', delegation }] })
    expect([label.textContent, status.textContent]).toEqual([after, after])
  })

  test('says it in the words of its attributes, and keeps the text between its tags', async () => {
    const element = add(
      'provider="google" session-url="/api/alter/session" text-waiting="Weiter im Fenster"',
      'Mit Google verbinden',
    )
    await press(element)
    expect(inside(element).status.textContent).toBe('Weiter im Fenster')
    expect(
      inside(element)
        .label.assignedNodes()
        .map(({ textContent }) => textContent),
    ).toEqual(['Mit Google verbinden'])
  })

  test('has parts to style', () => {
    const { shadowRoot } = add()
    expect(
      [...(shadowRoot?.querySelectorAll('[part]') ?? [])].map((part) => part.getAttribute('part')),
    ).toEqual(['button', 'label'])
    expect(shadowRoot?.adoptedStyleSheets).not.toHaveLength(0)
  })

  test('has properties for its attributes', () => {
    const element = document.createElement('alter-connect-button')
    element.accountHint = 'work@example.com'
    element.whenBlocked = 'redirect'
    expect(element.getAttribute('account-hint')).toBe('work@example.com')
    expect(element.getAttribute('when-blocked')).toBe('redirect')
    expect(element.provider).toBe('')
  })
})

/** What stands below the button: its text, its buttons, and whether the button is described by it. */
function below(element: AlterConnectButton) {
  const box = element.shadowRoot?.querySelector<HTMLElement>('[part=help]')
  const [show, cancel] = box?.querySelectorAll('button') ?? []
  return {
    text: box?.textContent,
    kind: box?.dataset['kind'],
    show,
    cancel,
    describes: inside(element).button.getAttribute('aria-describedby') === 'help',
  }
}

describe('15.4 below the button', () => {
  test('shows nothing before the first click and after a success', async () => {
    const element = add()
    await settled()
    expect(below(element).text).toBeUndefined()
    await press(element)
    await world.post(success)
    expect(below(element)).toMatchObject({ text: undefined, describes: false })
  })

  test('shows how to continue while the window is open, and announces it once', async () => {
    const element = add()
    await press(element)
    expect(below(element)).toMatchObject({
      text: 'Continue in the window that opened.Show windowCancel',
      kind: 'waiting',
      describes: false,
    })
    const regions = [
      ...(element.shadowRoot?.querySelectorAll('[role=status],[role=alert],[aria-live]') ?? []),
    ]
    expect(regions.map(({ textContent }) => textContent)).toEqual(['Continue in the window that opened.'])
  })

  test('Show window brings it to the front; Cancel closes it, and the focus goes to the button', async () => {
    const element = add()
    await press(element)
    const focused = world.window.focused
    below(element).show?.click()
    expect(world.window.focused).toBe(focused + 1)
    below(element).cancel?.focus()
    below(element).cancel?.click()
    expect(world.openWindows).toEqual([])
    expect(heard).toMatchObject([{ type: 'alter-exit', detail: { reason: 'cancelled' } }])
    expect(element.shadowRoot?.activeElement).toBe(inside(element).button)
    expect(below(element)).toMatchObject({
      text: 'The window was closed. Nothing was connected.',
      describes: true,
    })
  })

  test('the focus stays on Show window during the flow', async () => {
    const element = add()
    await press(element)
    const { show } = below(element)
    show?.focus()
    await world.post({ type: 'alter_connect_event', event: 'page_loaded', session: idOf(1) })
    element.setAttribute('account-hint', 'work@example.com')
    await settled()
    expect(element.shadowRoot?.activeElement).toBe(show)
  })

  test('shows why a flow failed, with the next step on the button', async () => {
    const element = add()
    await press(element)
    await world.post({ type: 'alter_connect_error', error: 'access_denied', session: idOf(1) })
    expect(inside(element).label.textContent).toBe('Not connected. Try again')
    expect(below(element)).toMatchObject({ text: 'Access was not granted.', kind: 'error', describes: true })
    await press(element)
    expect(below(element)).toMatchObject({ kind: 'waiting', describes: false })
  })

  test('shows that the window was blocked', async () => {
    world.blocked = true
    const element = add()
    await press(element)
    expect(below(element)).toMatchObject({
      text: 'Your browser blocked the window. Press the button again to open it.',
      kind: 'blocked',
      describes: true,
    })
  })

  test('shows nothing below other buttons or below a button whose flow was replaced', async () => {
    const other = add()
    const google = add()
    const slack = add('provider="slack" session-url="/api/alter/session"')
    await press(google)
    expect([below(other).text, below(slack).text]).toEqual([undefined, undefined])
    await press(slack)
    expect(below(google).text).toBeUndefined()
    expect(below(slack).kind).toBe('waiting')
  })

  test('in the language of its texts, or in the words of its attribute', async () => {
    const element = add()
    element.texts = de
    await press(element)
    expect(below(element).text).toBe(`${de.waiting}${de.showWindow}${de.cancel}`)
    element.setAttribute('text-waiting', 'Dort weiter')
    expect(below(element).text).toBe(`Dort weiter${de.showWindow}${de.cancel}`)
  })

  test('`help`: only how to continue, or nothing', async () => {
    const element = add('help="waiting" provider="google" session-url="/api/alter/session"')
    await press(element)
    expect(below(element).kind).toBe('waiting')
    connect.close()
    expect(below(element)).toMatchObject({ text: undefined, describes: false })
    const plain = add('help="none" provider="slack" session-url="/api/alter/session"')
    await press(plain)
    expect(below(plain).text).toBeUndefined()
  })

  test('its parts can be styled', async () => {
    const element = add()
    await press(element)
    const parts = [...(element.shadowRoot?.querySelectorAll('[part=help], [part=help] *') ?? [])]
    expect(parts.map((part) => part.getAttribute('part'))).toEqual([
      'help',
      'help-text',
      'actions',
      'action',
      'action',
    ])
  })
})

describe('12.16: the properties', () => {
  test.each(Object.keys(EARLY))(
    '%s is in the element and on its prototype, so that a framework sets it',
    (name) => {
      const element = document.createElement('alter-connect-button')
      expect(name in element).toBe(true)
      expect(Object.hasOwn(element, name)).toBe(false)
      expect(Object.hasOwn(Object.getPrototypeOf(element), name)).toBe(true)
    },
  )

  test('those set before the element was defined are kept, and hide no accessor', () => {
    // Only the element itself writes its value.
    expect(early).toMatchObject({ ...EARLY, value: '' })
    expect(early && Object.keys(early)).toEqual([])
  })

  test('`session` can be replaced, and taken away', async () => {
    const element = add('provider="google" vault="https://vault.example"')
    element.session = () => tokenOf(1)
    element.session = undefined
    await press(element)
    expect(heard).toMatchObject([{ type: 'alter-error', detail: { code: 'invalid_options' } }])
  })
})

describe('12.16: defined twice', () => {
  test('the first definition stays, and its widget is given', () => {
    const first = customElements.get('alter-connect-button')
    expect(defineConnectButton()).toBe(connect)
    expect(customElements.get('alter-connect-button')).toBe(first)
  })

  test('the script tag beside a bundle throws nothing', async () => {
    await expect(import('../src/iife.ts')).resolves.toBeDefined()
  })
})

describe('15.10 a default look', () => {
  const info = { id: 'slack', name: 'Slack HQ', logo_url: 'https://vault.example/slack.svg' }
  let asked = 0

  beforeEach(() => {
    asked = 0
    backend.mockImplementation(async (url) => {
      if (url.endsWith('/providers')) {
        asked += 1
        return Response.json({ providers: [info] })
      }
      return Response.json({ session_token: tokenOf(1), connect_url: `${PAGE}#session=${tokenOf(1)}` })
    })
  })

  test('name and logo are those of the provider, asked for once by all buttons of a backend', async () => {
    const [first, second] = [
      add('provider="slack" base-path="/fresh/"'),
      add('provider="slack" session-url="/fresh/session"'),
    ]
    await vi.waitFor(() => expect(inside(second).label.textContent).toBe('Connect Slack HQ'))
    expect(inside(first).label.textContent).toBe('Connect Slack HQ')
    expect([logoIn(first)?.src, logoIn(second)?.alt]).toEqual([info.logo_url, ''])
    expect(asked).toBe(1)
    await press(first)
    expect(backend).toHaveBeenLastCalledWith('/fresh/session', expect.objectContaining({ method: 'POST' }))
  })

  test('a logo that cannot be loaded leaves no broken image', async () => {
    const element = add('provider="slack" base-path="/broken-logo"')
    await vi.waitFor(() => expect(logoIn(element)).toBeDefined())
    logoIn(element)?.dispatchEvent(new Event('error'))
    expect(logoIn(element)).toBeUndefined()
  })

  test.each([
    ['/silent', null, 500],
    ['/null', 'null', 200],
    ['/number', '{"providers":5}', 200],
    ['/holes', '{"providers":[null]}', 200],
  ])('a backend that does not say has the name made of the id: %s', async (base, body, status) => {
    backend.mockImplementation(async () => new Response(body, { status }))
    const element = add(`provider="hubspot" base-path="${base}"`)
    await vi.waitFor(() =>
      expect(backend).toHaveBeenCalledWith(`${base}/providers`, { signal: expect.any(AbortSignal) }),
    )
    await settled()
    expect(inside(element).label.textContent).toBe('Connect HubSpot')
  })

  test('all that it may say makes its size, so that no state changes it', () => {
    const places = [...(add().shadowRoot?.querySelectorAll<HTMLElement>('[data-text]') ?? [])]
    expect(places.map(({ dataset }) => dataset['text'])).toEqual(
      expect.arrayContaining([
        'Connect Google',
        'Connecting…',
        'Blocked. Try again',
        'Google connected ✓',
        'Not connected. Try again',
        'Could not start',
      ]),
    )
  })

  test('speaks the language of its texts, the same words as the list and React', async () => {
    const element = add()
    element.texts = de
    expect(inside(element).label.textContent).toBe('Google verbinden')
    await press(element)
    expect(inside(element).status.textContent).toBe(de.waiting)
  })
})
