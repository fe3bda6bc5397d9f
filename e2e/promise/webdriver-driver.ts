import { setTimeout as pause } from 'node:timers/promises'
import type { Display } from '../display.ts'
import type { Tab, UserBrowser } from './driver.ts'
import { type Session, type WebDriver, WebDriverError } from './webdriver.ts'

/** The protocol reports nothing by itself: it is asked so often, in milliseconds. */
const ASK_EVERY = 30
/** How long something that must happen may take, in milliseconds. */
const PATIENCE = 15_000
/** What passes while a page loads or moves. */
const PASSING = new Set([
  'no such element',
  'stale element reference',
  'element not interactable',
  'element click intercepted',
  'no such frame',
  'unknown error',
])

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

export async function newWebDriverBrowser(driver: WebDriver, display: Display): Promise<UserBrowser> {
  const session = await driver.newSession()
  const desk: Desk = { session, display, turn: createTurns() }
  const [first = ''] = await session.command<string[]>('GET', '/window/handles')
  let fresh: string | undefined = first
  return {
    async open(url) {
      const handle =
        fresh ?? (await session.command<{ handle: string }>('POST', '/window/new', { type: 'tab' })).handle
      fresh = undefined
      const tab = createTab(desk, handle)
      await tab.goto(url)
      return tab
    },
    count: async () => (await handles(desk)).length,
    async close() {
      await session.close()
    },
  }
}

interface Desk {
  session: Session
  display: Display
  /** The session looks at one window at a time. */
  turn: <Value>(task: () => Promise<Value>) => Promise<Value>
}

function createTurns(): Desk['turn'] {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const next = last.then(task)
    last = next.catch(() => undefined)
    return next
  }
}

function handles({ session, turn }: Desk): Promise<string[]> {
  return turn(() => session.command<string[]>('GET', '/window/handles'))
}

function createTab(desk: Desk, handle: string, isFrame = false): Tab {
  const { session, display } = desk
  function within<Value>(task: () => Promise<Value>): Promise<Value> {
    return desk.turn(async () => {
      await session.command('POST', '/window', { handle })
      if (!isFrame) return task()
      await session.command('POST', '/frame', { id: await find('//iframe') })
      return task()
    })
  }
  async function find(xpath: string): Promise<Record<string, string>> {
    const found = await session.command<Record<string, string>>('POST', '/element', {
      using: 'xpath',
      value: xpath,
    })
    return { [ELEMENT]: found[ELEMENT] ?? '' }
  }
  function title(): Promise<string> {
    return within(() => session.command<string>('GET', '/title'))
  }

  /** Until the document is another one: what is found in the old one goes stale. */
  async function leave(move: () => Promise<unknown>): Promise<void> {
    // A new window is there before its document.
    const old = await eventually('a document', () => within(() => find('/*')))
    await within(move)
    await eventually('the page to leave', async () => {
      const isThere = await within(() => session.command('GET', `/element/${old[ELEMENT]}/name`)).then(
        () => true,
        () => false,
      )
      if (isThere) throw new WebDriverError('no such element', 'still there')
    })
  }

  function press(name: string): Promise<void> {
    return eventually(`a button ${name}`, () =>
      within(async () => {
        const button = await find(
          `//*[self::button or self::a or self::label or self::alter-connect-button][not(@disabled) and not(@aria-disabled = 'true')][contains(normalize-space(.), ${quote(name)})]`,
        )
        // Its own scrolling leaves a button beneath what sticks to the foot of the page.
        await session.command('POST', '/execute/sync', {
          script: 'arguments[0].scrollIntoView({ block: "center" })',
          args: [button],
        })
        await session.command('POST', `/element/${button[ELEMENT]}/click`)
      }),
    )
  }

  return {
    goto: (url) => leave(() => session.command('POST', '/url', { url })),
    press,
    async pressToOpen(name) {
      const before = new Set(await handles(desk))
      await press(name)
      const opened = await eventually(`a window after ${name}`, async () => {
        const fresh = (await handles(desk)).find((one) => !before.has(one))
        if (fresh === undefined) throw new WebDriverError('no such element', 'no window opened')
        return fresh
      })
      return createTab(desk, opened)
    },
    type: (text) => display.type(text),
    sees: async (text) =>
      void (await eventually(`the text ${text}`, () =>
        within(() => find(`//body[contains(normalize-space(.), ${quote(text)})]`)),
      )),
    address: () => within(() => session.command<string>('GET', '/url')),
    title,
    reload: () => leave(() => session.command('POST', '/refresh')),
    back: () => leave(() => session.command('POST', '/back')),
    front: async () => display.activate(await title()),
    isFront: async () => (await display.activeTitle()) === (await title()),
    async close() {
      // On the screen an empty window has no name, whatever was written into it.
      const isEmpty = (await within(() => session.command<string>('GET', '/url'))) === 'about:blank'
      if (!isEmpty) return display.closeWindow(await title())
      await within(() => session.command('DELETE', '/window'))
    },
    async gone() {
      await eventually('the window to go', async () => {
        if ((await handles(desk)).includes(handle)) throw new WebDriverError('no such element', 'still there')
      })
    },
    frame: () => createTab(desk, handle, true),
  }
}

async function eventually<Value>(what: string, attempt: () => Promise<Value>): Promise<Value> {
  for (const deadline = Date.now() + PATIENCE; ; await pause(ASK_EVERY)) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof WebDriverError) || !PASSING.has(error.code)) throw error
      if (Date.now() > deadline) throw new Error(`Waited ${PATIENCE} ms for ${what}`, { cause: error })
    }
  }
}

/** A string in XPath 1.0, which knows no escapes. */
function quote(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`
}
