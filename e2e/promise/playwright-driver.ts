import type { Browser, FrameLocator, Page } from '@playwright/test'
import type { BrowserOptions, Tab, UserBrowser } from './driver.ts'

/** How long something that must happen may take, in milliseconds. */
const PATIENCE = 30_000

const PHONE = { viewport: { width: 390, height: 844 } }
const TOUCHED = { hasTouch: true, isMobile: true }

export async function newPlaywrightBrowser(
  browser: Browser,
  { phone }: BrowserOptions,
): Promise<UserBrowser> {
  const touched = !isFirefox(browser) && TOUCHED
  const context = await browser.newContext(phone ? { ...PHONE, ...touched } : {})
  context.setDefaultTimeout(PATIENCE)
  return {
    async open(url) {
      const page = await context.newPage()
      await page.goto(url)
      return createTab(page)
    },
    count: async () => context.pages().length,
    close: () => context.close(),
  }
}

function createTab(page: Page, within: Page | FrameLocator = page): Tab {
  const inFirefox = isFirefox(page.context().browser())
  function press(name: string): Promise<void> {
    const button = within.getByRole('button', { name }).or(within.getByRole('link', { name })).first()
    // Firefox's driver cannot reach a frame of another site with the mouse, so a scripted click stands for the user's.
    return inFirefox && within !== page ? button.dispatchEvent('click') : button.click()
  }
  return {
    goto: async (url) => void (await page.goto(url)),
    press,
    async pressToOpen(name) {
      // Waits for the context's event, because Firefox has no page event for a window that a frame opens.
      const opening = page.context().waitForEvent('page')
      await press(name)
      return createTab(await opening)
    },
    async type(text) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    },
    sees: (text) => within.getByText(text).first().waitFor(),
    address: async () => page.url(),
    title: () => page.title(),
    reload: async () => void (await page.reload()),
    async back() {
      // Firefox's driver does not notice a page that is shown again from the cache.
      if (inFirefox) await page.evaluate('setTimeout(() => history.back())')
      // Such a page does not load either.
      else await page.goBack({ waitUntil: 'commit' })
    },
    front: () => page.bringToFront(),
    isFront: () => page.evaluate<boolean>('document.hasFocus()'),
    close: () => page.close(),
    async gone() {
      if (!page.isClosed()) await page.waitForEvent('close')
    },
    frame: () => createTab(page, page.frameLocator('iframe')),
  }
}

function isFirefox(browser: Browser | null): boolean {
  return browser?.browserType().name() === 'firefox'
}
