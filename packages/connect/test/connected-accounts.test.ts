import { setupAlterMock } from '@alter/connect-mock/node'
import type { Grant } from '@alter/protocol'
import { de } from '@alter/connect/de'
import {
  type AlterConnectedAccounts,
  defineConnectButton,
  defineConnectedAccounts,
} from '@alter/connect/element'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { connectionOf } from './connection.ts'
import { idOf, settled, tokenOf, PAGE, World } from './world.ts'

/** What the next requests for the list's parts wait for, in their order. */
const loads = vi.hoisted((): Promise<void>[] => [])
vi.mock('../src/element/list/later/list-parts.ts', () => ({
  async loadListParts() {
    await loads.shift()
    return import('../src/element/list/parts/list-parts.ts')
  },
}))

const world = new World()
document.body.innerHTML = '<alter-connected-accounts></alter-connected-accounts>'
const early = document.querySelector('alter-connected-accounts')
function mintEarly(): string {
  return tokenOf(1)
}
/** Every documented property, with a value other than its default. */
const EARLY = {
  basePath: '/early',
  providers: ['github', 'google'],
  headingLevel: 2,
  undoTime: 1,
  credentials: 'include',
  userKey: 'ada',
  signInUrl: '/sign-in',
  vault: 'https://early.example',
  mode: 'redirect',
  whenBlocked: 'redirect',
  session: mintEarly,
  texts: { connecting: 'Early' },
} satisfies Record<Exclude<keyof AlterConnectedAccounts, keyof HTMLElement | 'refresh'>, unknown>
Object.assign(Object(early), EARLY)
const connect = defineConnectedAccounts({ platform: world })

const mock = setupAlterMock()
/** Answers of the backend that differ from those of the mock, by route. */
const instead = new Map<string, () => Response | Promise<Response>>()
const seen: string[] = []
const heard: { type: string; detail: unknown }[] = []
for (const type of ['alter-success', 'alter-error', 'alter-exit', 'alter-sign-in'] as const) {
  document.body.addEventListener(type, ({ detail }) => heard.push({ type, detail }))
}

function grant(label: string, rest: Partial<Grant> = {}): Grant {
  return {
    grant_id: `grant-${label}`,
    provider: 'google',
    provider_name: 'Google',
    logo_url: 'https://vault.test/google.svg',
    account_identifier: label,
    scopes: ['openid'],
    missing_scopes: [],
    status: 'active',
    is_default: false,
    created_at: '2026-11-01T10:00:00.000Z',
    last_used_at: null,
    ...rest,
  }
}

function problem(code: string, status: number): Response {
  return Response.json({ code, detail: code, status }, { status })
}

let send = globalThis.fetch
beforeAll(async () => {
  await mock.start()
  send = globalThis.fetch
})
afterAll(() => mock.stop())
beforeEach(() => {
  mock.use('success')
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const url = new URL(input, location.href)
    const route = `${init?.method ?? 'GET'} ${url.pathname}`
    seen.push(route)
    if (route === 'POST /api/alter/session') {
      return Response.json({ session_token: tokenOf(1), connect_url: `${PAGE}#session=${tokenOf(1)}` })
    }
    return (await instead.get(route)?.()) ?? send(url, init)
  })
})
afterEach(async () => {
  document.body.replaceChildren()
  await settled()
  connect.close()
  await settled()
  for (const list of [heard, seen]) list.length = 0
  instead.clear()
  localStorage.clear()
  world.blocked = false
  vi.unstubAllGlobals()
})

interface Shown {
  element: AlterConnectedAccounts
  root: ShadowRoot
  /** What is seen and heard of it. */
  text: () => string
  button: (name: string) => HTMLButtonElement
}

function show(html = ''): Shown {
  document.body.insertAdjacentHTML(
    'beforeend',
    `<alter-connected-accounts ${html}></alter-connected-accounts>`,
  )
  const element = document.querySelector('alter-connected-accounts')
  const root = element?.shadowRoot
  if (!element || !root) throw new Error('no list')
  function nameOf(button: Element): string {
    const ids = button.getAttribute('aria-labelledby')?.split(' ')
    const names = ids?.map((id) => root?.getElementById(id)?.textContent) ?? [button.textContent]
    return names.join(' ')
  }
  return {
    element,
    root,
    text: () => root.textContent,
    button(name) {
      const found = [...root.querySelectorAll('button')].find((one) => nameOf(one) === name)
      if (!found)
        throw new Error(
          `no button ${name} in: ${[...root.querySelectorAll('button')].map(nameOf).join('; ')}`,
        )
      return found
    },
  }
}

async function showReady(html?: string): Promise<Shown> {
  const shown = show(html)
  await vi.waitFor(() => expect(shown.element.dataset['status']).toBe('ready'))
  return shown
}

function press(root: ShadowRoot, key: string): void {
  root.querySelector('[role=menu]')?.dispatchEvent(new KeyboardEvent('keydown', { key }))
}

async function askToDisconnect(shown: Shown): Promise<void> {
  shown.button('More for ada@work.example').click()
  await vi.waitFor(() => shown.button('Disconnect'))
  shown.button('Disconnect').click()
  await vi.waitFor(() => expect(shown.text()).toContain('Disconnect ada@work.example?'))
}

const success = { type: 'alter_connect_success', session: idOf(1) } as const

describe('12.16, 15.10 <alter-connected-accounts>: the properties', () => {
  test.each([...Object.keys(EARLY), 'refresh'])(
    '%s is in the element and on its prototype, so that a framework sets it',
    (name) => {
      const element = document.createElement('alter-connected-accounts')
      expect(name in element).toBe(true)
      expect(Object.hasOwn(element, name)).toBe(false)
      expect(Object.hasOwn(Object.getPrototypeOf(element), name)).toBe(true)
    },
  )

  test('those set before the element was defined are kept, and hide no accessor', () => {
    expect(early).toMatchObject(EARLY)
    expect(early && Object.keys(early)).toEqual([])
  })

  test('defined twice, and beside the button and its script, it keeps one widget', async () => {
    const first = customElements.get('alter-connected-accounts')
    expect(defineConnectedAccounts()).toBe(connect)
    expect(defineConnectButton()).toBe(connect)
    expect(customElements.get('alter-connected-accounts')).toBe(first)
    await expect(import('../src/script-accounts.ts')).resolves.toBeDefined()
    await expect(import('../src/iife.ts')).resolves.toBeDefined()
  })
})

describe('15.10 <alter-connected-accounts>: its states', () => {
  test('holds its place while it loads, then lists providers with their accounts', async () => {
    mock.vault.seed([grant('ada@work.example', { is_default: true }), grant('ada@home.example')])
    const { element, root, text, button } = show()
    expect(element.dataset['status']).toBe('loading')
    expect(root.querySelectorAll('[part~=bone]').length).toBeGreaterThan(3)
    expect(root.querySelector('section')?.getAttribute('aria-busy')).toBe('true')
    await vi.waitFor(() => expect(text()).toContain('ada@home.example'))
    expect(root.querySelector('[part~=bone]')).toBeNull()
    expect([...root.querySelectorAll('h3')].map(({ textContent }) => textContent)).toEqual([
      'Google',
      'GitHub',
    ])
    expect(button('Add another Google')).toBeDefined()
    expect(button('Connect GitHub')).toBeDefined()
    expect(root.querySelectorAll('[part=badge]')).toHaveLength(1)
  })

  test('the menu comes in its look, however the requests for its part overtake each other', async () => {
    mock.vault.seed([grant('ada@work.example')])
    let arrive: (() => void) | undefined
    loads.push(
      new Promise((resolve) => {
        arrive = resolve
      }),
    )
    const { root, button } = await showReady()
    // Without its look it would be wider, and be put beside its button.
    const sheets: number[] = []
    const showPopover = vi.fn(() => sheets.push(root.adoptedStyleSheets.length))
    Object.assign(HTMLElement.prototype, { showPopover })
    button('More for ada@work.example').click()
    await vi.waitFor(() => button('Details'))
    arrive?.()
    Reflect.deleteProperty(HTMLElement.prototype, 'showPopover')
    expect(sheets).toEqual([3])
  })

  test('13.7 a menu whose file never comes says so after ten seconds, and the next press tries again', async () => {
    mock.vault.seed([grant('ada@work.example')])
    let arrive: (() => void) | undefined
    const never = new Promise<void>((resolve) => {
      arrive = resolve
    })
    loads.push(never, never)
    const { button, root } = await showReady()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const more = button('More for ada@work.example')
    more.click()
    await vi.advanceTimersByTimeAsync(9_900)
    expect(more.getAttribute('aria-expanded')).toBe('true')
    await vi.advanceTimersByTimeAsync(200)
    expect(root.querySelector('[part~=problem]')?.textContent).toContain('No answer. Check your internet')
    expect(root.querySelector('[role=status]')?.textContent).toContain(
      'No answer. Check your internet connection',
    )
    expect(more.getAttribute('aria-expanded')).toBe('false')
    vi.useRealTimers()
    more.click()
    await vi.waitFor(() => button('Details'))
    expect(root.querySelector('[part~=problem]')).toBeNull()
    arrive?.()
  })

  test.each<[string, (shown: Shown) => unknown]>([
    ['Escape', ({ root }) => press(root, 'Escape')],
    ['Tab', ({ root }) => press(root, 'Tab')],
    ['what it leads to', ({ button }) => button('Disconnect').click()],
    ['the end of its account', ({ element }) => (mock.vault.seed([]), element.refresh())],
    ['the element that leaves the page', ({ element }) => element.remove()],
  ])('a menu that goes with %s leaves nothing behind on the page', async (_, go) => {
    mock.vault.seed([grant('ada@work.example')])
    // A browser that knows no anchors.
    vi.stubGlobal('CSS', { supports: () => false })
    const shown = await showReady()
    const nextFrame = window.requestAnimationFrame
    const frames = vi.spyOn(window, 'requestAnimationFrame')
    const listening = [window, document].map((target) => vi.spyOn(target, 'addEventListener'))
    onTestFinished(() => {
      for (const spy of [...listening, frames]) spy.mockRestore()
    })
    shown.button('More for ada@work.example').click()
    await vi.waitFor(() => shown.button('Details'))
    const signals = listening
      .flatMap(({ mock: { calls } }) => calls)
      .filter(([type]) => ['resize', 'scroll', 'pointerdown'].includes(type))
      .map(([, , options]) => typeof options === 'object' && options.signal)
    expect(signals).toHaveLength(1)
    expect(frames).toHaveBeenCalled()
    await go(shown)
    await vi.waitFor(() => expect(shown.root.querySelector('[role=menu]')).toBeNull())
    expect(signals).toMatchObject([{ aborted: true }])
    // The frame that was asked for last still comes, and asks for no other.
    await new Promise(nextFrame)
    frames.mockClear()
    await new Promise(nextFrame)
    expect(frames).not.toHaveBeenCalled()
  })

  test('lists the providers that are named, in this order, below headings of the level', async () => {
    const { root, element } = await showReady('providers=" github google," heading-level="2.4"')
    const headings = [...root.querySelectorAll('h2')].map(({ textContent }) => textContent)
    expect(headings).toEqual(['GitHub', 'Google'])
    element.providers = ['google']
    await vi.waitFor(() => expect(root.querySelectorAll('h2')).toHaveLength(1))
  })

  test('says that there is nothing to connect, or shows the slot of the page', async () => {
    instead.set('GET /api/alter/providers', () => Response.json({ providers: [] }))
    // Lists of one backend ask it for its providers once.
    const { root } = await showReady('credentials="omit"')
    const slot = root.querySelector<HTMLSlotElement>('slot[name=empty]')
    expect(slot?.textContent).toBe('There is nothing to connect yet.')
  })

  test('signed out it offers to sign in where it knows how, and tells the app first', async () => {
    instead.set('GET /api/alter/connections', () => problem('user_token_required', 401))
    const { element, root, text } = show()
    await vi.waitFor(() => expect(text()).toContain('Sign in to see your connected accounts.'))
    expect(root.querySelector('[role=alert] button')).toBeNull()
    element.signInUrl = '/login'
    await vi.waitFor(() => expect(root.querySelector('a')?.getAttribute('href')).toBe('/login'))
    const click = new MouseEvent('click', { cancelable: true })
    element.addEventListener('alter-sign-in', (event) => event.preventDefault())
    root.querySelector('a')?.dispatchEvent(click)
    expect(heard).toEqual([{ type: 'alter-sign-in', detail: null }])
    expect(click.defaultPrevented).toBe(true)
  })

  test('says why it could not be fetched, and tries again, the providers too', async () => {
    instead.set('GET /api/alter/connections', () => problem('internal_error', 500))
    instead.set('GET /api/alter/providers', () => problem('internal_error', 500))
    const { element, text, button, root } = show()
    await vi.waitFor(() => expect(text()).toContain('Something went wrong on our side.'))
    expect(element.dataset['status']).toBe('error')
    instead.clear()
    button('Try again').click()
    await vi.waitFor(() => expect(text()).toContain('GitHub'))
    expect(root.querySelector('[role=alert]')).toBeNull()
  })

  test('offline it says so; a list that is there stays', async () => {
    mock.vault.seed([grant('ada@work.example')])
    const { element, text } = await showReady()
    instead.set('GET /api/alter/connections', () => Promise.reject(new TypeError('no network')))
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    await element.refresh()
    await vi.waitFor(() => expect(text()).toContain('You are offline.'))
    expect(text()).toContain('ada@work.example')
    vi.restoreAllMocks()
  })

  test('another user gets another list and never sees the former one', async () => {
    mock.vault.seed([grant('ada@work.example')])
    const { element, text } = await showReady('user-key="ada"')
    expect(text()).toContain('ada@work.example')
    mock.vault.seed([grant('ben@work.example')])
    element.userKey = 'ben'
    await vi.waitFor(() => expect(text()).toContain('ben@work.example'))
    expect(text()).not.toContain('ada@work.example')
  })

  test('speaks the language of its texts', async () => {
    mock.vault.seed([grant('ada@work.example', { missing_scopes: ['a', 'b'] })])
    const { element, text, button } = await showReady()
    element.texts = de
    await vi.waitFor(() => expect(text()).toContain('Einige Berechtigungen fehlen: a und b.'))
    expect(button('Erneut verbinden ada@work.example')).toBeDefined()
    expect(button('Mehr zu ada@work.example')).toBeDefined()
  })
})

describe('15.10 <alter-connected-accounts>: connecting', () => {
  test('opens the window in the click, tells the success, and the new row is marked and heard once', async () => {
    const { root, text, button } = await showReady()
    await vi.waitFor(() => expect(root.adoptedStyleSheets).toHaveLength(3))
    const windows = world.windows.length
    button('Connect Google').click()
    expect(world.windows).toHaveLength(windows + 1)
    await settled()
    expect(seen).toContain('POST /api/alter/session')
    await vi.waitFor(() => expect(text()).toContain('Continue in the window that opened.'))
    expect(button('Connecting… Google').getAttribute('aria-busy')).toBe('true')
    expect(button('Connect GitHub').getAttribute('aria-busy')).toBe('false')
    mock.vault.seed([grant('ada@work.example')])
    const grants = [{ ...connectionOf('ada@work.example'), grant_id: 'grant-ada@work.example' }] as const
    await world.post({ ...success, grants: [...grants] })
    await vi.waitFor(() => expect(root.querySelector('[data-new]')).not.toBeNull())
    expect(root.querySelector('[role=status]')?.textContent).toBe('ada@work.example is connected.')
    expect(heard).toEqual([{ type: 'alter-success', detail: { connections: grants, late: false } }])
  })

  test('a failure is shown in the row of its provider until the next try', async () => {
    const { text, button } = await showReady()
    button('Connect GitHub').click()
    await settled()
    await world.post({ type: 'alter_connect_error', session: idOf(1), error: 'access_denied' })
    await vi.waitFor(() => expect(text()).toContain('Access was not granted.'))
    expect(heard).toMatchObject([{ type: 'alter-error', detail: { code: 'access_denied' } }])
    button('Connect GitHub').click()
    await vi.waitFor(() => expect(button('Connecting… GitHub')).toBeDefined())
  })

  test('a blocked window says what to do', async () => {
    const { text, button } = await showReady()
    world.blocked = true
    button('Connect GitHub').click()
    await vi.waitFor(() => expect(text()).toContain('Your browser blocked the window.'))
    expect(heard).toMatchObject([{ type: 'alter-error', detail: { code: 'popup_blocked' } }])
  })

  test('reconnects the account that needs it', async () => {
    mock.vault.seed([grant('ada@work.example', { status: 'revoked' })])
    const { button } = await showReady()
    const open = vi.spyOn(connect, 'open')
    button('Reconnect ada@work.example').click()
    expect(open).toHaveBeenCalledWith(
      expect.objectContaining({
        provider: 'google',
        grantId: 'grant-ada@work.example',
        accountHint: 'ada@work.example',
      }),
    )
    open.mockRestore()
  })

  test('when it is removed from the page, it closes the window and is silent; when it is moved, the flow continues', async () => {
    const { element, button } = await showReady()
    button('Connect Google').click()
    await settled()
    const main = document.body.appendChild(document.createElement('main'))
    main.append(element)
    await settled()
    expect(connect.isOpen()).toBe(true)
    element.remove()
    await settled()
    expect(connect.isOpen()).toBe(false)
    expect(world.openWindows).toEqual([])
    expect(heard).toEqual([])
  })

  test('12.17 removed while the window is open, and put back: its row is idle', async () => {
    const { element, button, text } = await showReady()
    button('Connect Google').click()
    await settled()
    element.remove()
    await settled()
    document.body.append(element)
    await vi.waitFor(() => expect(button('Connect Google').disabled).toBe(false))
    expect(text()).not.toMatch(/Try again|failed|Continue in the window/)
    button('Connect Google').click()
    await settled()
    expect(world.openWindows).toHaveLength(1)
  })
})

describe('15.10 <alter-connected-accounts>: ending an account', () => {
  test('asks, can be undone, and then does it', async () => {
    mock.vault.seed([grant('ada@work.example')])
    const shown = await showReady('undo-time="60000"')
    await askToDisconnect(shown)
    shown.button('Keep').click()
    await vi.waitFor(() => expect(shown.text()).not.toContain('Disconnect ada@work.example?'))
    await askToDisconnect(shown)
    shown.button('Disconnect').click()
    await vi.waitFor(() => shown.button('Undo'))
    shown.button('Undo').click()
    await vi.waitFor(() => shown.button('More for ada@work.example'))
    expect(seen.filter((route) => route.startsWith('DELETE'))).toEqual([])
    await askToDisconnect(shown)
    shown.button('Disconnect').click()
    await vi.waitFor(() => shown.button('Undo'))
    // Whoever leaves the page before the time is over still wants it done.
    shown.element.remove()
    await vi.waitFor(() => expect(seen).toContain('DELETE /api/alter/connections/grant-ada%40work.example'))
  })

  test.each(['', ' ', '8s', '-1', 'Infinity', '1e12'])('undo-time="%s" is not "at once"', async (time) => {
    mock.vault.seed([grant('ada@work.example')])
    const shown = await showReady(`undo-time="${time}"`)
    await askToDisconnect(shown)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    onTestFinished(() => timers.mockRestore())
    shown.button('Disconnect').click()
    await vi.waitFor(() => shown.button('Undo'))
    // A browser runs a longer timer at once.
    expect(timers.mock.calls.some(([, wait = 0]) => wait >= 8000 && wait < 2 ** 31)).toBe(true)
    shown.button('Undo').click()
    await vi.waitFor(() => shown.button('More for ada@work.example'))
    expect(seen.filter((route) => route.startsWith('DELETE'))).toEqual([])
  })

  test('a failure keeps the account, and says why', async () => {
    mock.vault.seed([grant('ada@work.example')])
    const shown = await showReady('undo-time="0"')
    instead.set('DELETE /api/alter/connections/grant-ada%40work.example', () =>
      problem('internal_error', 500),
    )
    await askToDisconnect(shown)
    shown.button('Disconnect').click()
    await vi.waitFor(() =>
      expect(shown.text()).toContain('ada@work.example is still connected. Something went wrong'),
    )
  })

  test('offline, the words for a change do not tell of a list that comes back', async () => {
    mock.vault.seed([grant('ada@work.example')])
    const shown = await showReady('undo-time="0"')
    instead.set('DELETE /api/alter/connections/grant-ada%40work.example', () =>
      Promise.reject(new TypeError('Failed to fetch')),
    )
    await askToDisconnect(shown)
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    shown.button('Disconnect').click()
    await vi.waitFor(() =>
      expect(shown.text()).toContain(
        'ada@work.example is still connected. No answer. Check your internet connection.',
      ),
    )
  })

  test('remaining access at the provider is shown, even when its row is gone', async () => {
    mock.vault.seed([grant('ada@work.example')])
    instead.set('GET /api/alter/providers', () => Response.json({ providers: [] }))
    const shown = await showReady('undo-time="0" credentials="include"')
    instead.set('DELETE /api/alter/connections/grant-ada%40work.example', () => {
      mock.vault.seed([])
      return Response.json({
        provider_revocation: 'not_supported',
        manage_url: 'https://provider.example/apps',
      })
    })
    await askToDisconnect(shown)
    shown.button('Disconnect').click()
    await vi.waitFor(() => expect(shown.text()).toContain('There is nothing to connect yet.'))
    const link = shown.root.querySelector('a')
    expect([link?.textContent, link?.href]).toEqual(['End it at Google', 'https://provider.example/apps'])
  })
})

function withAgent(): Grant {
  const account = grant('ada@work.example')
  const delegation = {
    delegation_id: 'delegation-1',
    grant_id: account.grant_id,
    provider: 'google',
    agent: { agent_id: 'agent-1', name: 'helper', display_name: 'Helper' },
    rules: [],
    created_at: account.created_at,
    expires_at: '2027-01-05T10:00:00.000Z',
    last_used_at: null,
  }
  return { ...account, delegations: [delegation] }
}

async function ask(shown: Shown): Promise<void> {
  await vi.waitFor(() => shown.button('Remove Helper'))
  shown.button('Remove Helper').click()
  await vi.waitFor(() => expect(shown.text()).toContain('It can no longer use ada@work.example.'))
}

describe('15.10 <alter-connected-accounts>: agents', () => {
  const ROUTE = 'DELETE /api/alter/connections/grant-ada%40work.example/agents/agent-1'

  test('stand below the account, and are asked for before they are removed', async () => {
    let accounts = [withAgent()]
    instead.set('GET /api/alter/connections', () => Response.json({ connections: accounts }))
    instead.set(ROUTE, () => {
      accounts = [grant('ada@work.example')]
      return Response.json({})
    })
    const shown = await showReady()
    await ask(shown)
    expect(shown.text()).toContain('Until January 5, 2027')
    expect(shown.root.activeElement?.textContent).toBe('Keep')
    shown.button('Keep').click()
    await ask(shown)
    shown.button('Remove').click()
    await vi.waitFor(() => expect(shown.text()).not.toContain('Agents that may use it'))
    expect(seen).toContain(ROUTE)
    expect(shown.text()).toContain('ada@work.example')
  })

  test('one that could not be removed stays, and the row says why', async () => {
    instead.set('GET /api/alter/connections', () => Response.json({ connections: [withAgent()] }))
    instead.set(ROUTE, () => problem('internal_error', 500))
    const shown = await showReady()
    await ask(shown)
    shown.button('Remove').click()
    await vi.waitFor(() => expect(shown.text()).toContain('Something went wrong on our side.'))
    expect(shown.button('Remove Helper')).toBeDefined()
  })
})
