import { setTimeout } from 'node:timers/promises'
import { By, error, type WebDriver, type WebElement } from 'selenium-webdriver'
import type { Display } from '../display.ts'
import type { Tab, UserBrowser } from './driver.ts'

/** How often the driver asks, because the protocol reports nothing by itself. Milliseconds. */
const ASK_EVERY = 30
/** How long something that must happen may take, in milliseconds. */
const PATIENCE = 30_000
/** How long one look into a page may take, in milliseconds. */
const LOOK_WITHIN = 3000
/** Errors that pass while a page loads or moves. The last one has no name in the driver. */
const PASSING: ReadonlySet<unknown> = new Set([
  error.NoSuchElementError,
  error.StaleElementReferenceError,
  error.ElementNotInteractableError,
  error.ElementClickInterceptedError,
  error.NoSuchFrameError,
  error.WebDriverError,
])

export async function newWebDriverBrowser(driver: WebDriver, display: Display): Promise<UserBrowser> {
  const desk: Desk = { driver, display, turn: createTurns() }
  let fresh: string | undefined = await driver.getWindowHandle()
  return {
    async open(url) {
      const handle = fresh ?? (await desk.turn(() => newTab(driver)))
      fresh = undefined
      const tab = createTab(desk, handle)
      await tab.goto(url)
      return tab
    },
    count: async () => (await handles(desk)).length,
    close: () => driver.quit(),
  }
}

async function newTab(driver: WebDriver): Promise<string> {
  await driver.switchTo().newWindow('tab')
  return driver.getWindowHandle()
}

interface Desk {
  driver: WebDriver
  display: Display
  /** Runs one task at a time, because the session looks at one window only. */
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

/**
 * WebKit's driver never answers a look into a page that COOP moves to another process at that moment, and everything
 * behind it would wait too.
 */
async function inTime<Value>(looking: Promise<Value>): Promise<Value> {
  const life = new AbortController()
  const late = setTimeout(LOOK_WITHIN, undefined, { signal: life.signal }).then((): never => {
    throw new error.WebDriverError(`No answer within ${LOOK_WITHIN} ms`)
  })
  try {
    return await Promise.race([looking, late])
  } finally {
    life.abort()
  }
}

function handles({ driver, turn }: Desk): Promise<string[]> {
  return turn(() => driver.getAllWindowHandles())
}

function createTab(desk: Desk, handle: string, isFrame = false): Tab {
  const { driver, display } = desk
  async function inTab<Value>(task: () => Promise<Value>): Promise<Value> {
    await driver.switchTo().window(handle)
    if (isFrame) await driver.switchTo().frame(await find('//iframe'))
    return task()
  }
  function act<Value>(task: () => Promise<Value>): Promise<Value> {
    return desk.turn(() => inTab(task))
  }
  function look<Value>(task: () => Promise<Value>): Promise<Value> {
    return desk.turn(() => inTime(inTab(task)))
  }
  async function find(xpath: string): Promise<WebElement> {
    return driver.findElement(By.xpath(xpath))
  }
  function title(): Promise<string> {
    return look(() => driver.getTitle())
  }
  function address(): Promise<string> {
    return look(() => driver.getCurrentUrl())
  }

  /** Until `attempt` succeeds. */
  async function eventually<Value>(what: string, attempt: () => Promise<Value>): Promise<Value> {
    const found = await driver.wait(
      () =>
        attempt().then(
          (value) => ({ value }),
          (problem: unknown) => {
            if (PASSING.has(Object(problem).constructor)) return undefined
            throw problem
          },
        ),
      PATIENCE,
      `Waited for ${what}`,
      ASK_EVERY,
    )
    if (!found) throw new Error(`No ${what}`)
    return found.value
  }

  /** Waits until the document has changed, when elements of the old one become stale. */
  async function leave(move: () => Promise<unknown>): Promise<void> {
    // A new window exists before its document.
    const old = await eventually('a document', () => look(() => find('/*')))
    await act(move)
    await driver.wait(
      () =>
        look(() => old.getTagName()).then(
          () => false,
          () => true,
        ),
      PATIENCE,
      'Waited for the page to leave',
      ASK_EVERY,
    )
  }

  function press(name: string): Promise<void> {
    return eventually(`a button ${name}`, () =>
      act(async () => {
        const button = await find(
          `//*[self::button or self::a or self::label or self::alter-connect-button][not(@disabled) and not(@aria-disabled = 'true')][contains(normalize-space(.), ${quote(name)})]`,
        )
        // The driver's own scrolling leaves a button below sticky content at the foot of the page.
        await driver.executeScript('arguments[0].scrollIntoView({ block: "center" })', button)
        await button.click()
      }),
    )
  }

  return {
    goto: (url) => leave(() => driver.get(url)),
    press,
    async pressToOpen(name) {
      const before = new Set(await handles(desk))
      await press(name)
      const opened = await driver.wait(
        async () => (await handles(desk)).find((one) => !before.has(one)),
        PATIENCE,
        `Waited for a window after ${name}`,
        ASK_EVERY,
      )
      return createTab(desk, opened ?? '')
    },
    type: (text) => display.type(text),
    sees: async (text) =>
      void (await eventually(`the text ${text}`, () =>
        look(() => find(`//body[contains(normalize-space(.), ${quote(text)})]`)),
      )),
    address,
    title,
    reload: () => leave(() => driver.navigate().refresh()),
    back: () => leave(() => driver.navigate().back()),
    front: async () => display.activate(await title()),
    isFront: async () => (await display.activeTitle()) === (await title()),
    async close() {
      // An empty window has no title on the screen, even if something was written into it.
      if ((await address()) !== 'about:blank') return display.closeWindow(await title())
      await act(() => driver.close())
    },
    async gone() {
      await driver.wait(
        async () => !(await handles(desk)).includes(handle),
        PATIENCE,
        'Waited for the window to go',
        ASK_EVERY,
      )
    },
    frame: () => createTab(desk, handle, true),
  }
}

/** A string in XPath 1.0, which knows no escapes. */
function quote(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`
}
