import { existsSync } from 'node:fs'
import { type Browser, chromium, firefox, type LaunchOptions } from '@playwright/test'
import { Builder } from 'selenium-webdriver'
import { ServiceBuilder } from 'selenium-webdriver/chrome.js'
import { findChromium, switchOff } from '../chromium.ts'
import { DESK, openDisplay } from '../display.ts'
import { missing } from '../process.ts'
import type { BrowserOptions, UserBrowser } from './driver.ts'
import { newPlaywrightBrowser } from './playwright-driver.ts'
import { newWebDriverBrowser } from './webdriver-driver.ts'

export const ENGINE_NAMES = ['chromium', 'firefox', 'webkit', 'desk'] as const

/** `desk`: Chromium with a window manager, so that windows gain and lose the focus. */
export type EngineName = (typeof ENGINE_NAMES)[number]

/** A browser program that can be started. */
export interface Engine {
  title: string
  /** Programs that it needs and that this machine lacks. */
  missing(): string[]
  start(): Promise<RunningEngine>
}

export interface RunningEngine {
  newBrowser(options: BrowserOptions): Promise<UserBrowser>
  close(): Promise<void>
}

/** Playwright's own list also switches off the partitioned storage that users have. Only the last list counts. */
const TURNED_OFF = [
  'AimEnabled',
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'Translate',
]
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : []
/** Firefox's value for a coarse pointer, such as a finger. */
const COARSE = 1
const FIREFOX = firstOf('/usr/bin/firefox-esr', '/usr/bin/firefox')
const MINI_BROWSER = firstOf(
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
)

/** Firefox as users have it, popup blocker on. */
export const FIREFOX_LAUNCH: LaunchOptions = {
  channel: 'moz-firefox',
  executablePath: FIREFOX,
  firefoxUserPrefs: {
    'dom.disable_open_during_load': true,
    // Each of Playwright's looks into a page counts as a gesture, which users have for five seconds.
    'dom.user_activation.transient.timeout': 1000,
  },
}

export const ENGINES: Record<EngineName, Engine> = {
  chromium: {
    title: 'Chromium',
    missing: () => (findChromium() === undefined ? ['chromium'] : []),
    start: async () => {
      const executablePath = findChromium()
      return withPlaywright(() =>
        chromium.launch({
          ...(executablePath === undefined ? {} : { executablePath }),
          // Popup blocker and back-forward cache are as users have them.
          ignoreDefaultArgs: ['--disable-popup-blocking', '--disable-back-forward-cache'],
          args: [switchOff(TURNED_OFF), ...AS_ROOT],
        }),
      )
    },
  },
  firefox: {
    title: 'Firefox',
    missing: () => missing([FIREFOX]),
    start: async () =>
      withPlaywright((phone) =>
        firefox.launch({
          ...FIREFOX_LAUNCH,
          firefoxUserPrefs: {
            ...FIREFOX_LAUNCH.firefoxUserPrefs,
            // Its driver cannot emulate a touch screen, but the browser can claim to have one.
            ...(phone && { 'ui.primaryPointerCapabilities': COARSE, 'ui.allPointerCapabilities': COARSE }),
          },
        }),
      ),
  },
  webkit: {
    title: 'WebKit',
    missing: () => missing(['WebKitWebDriver', MINI_BROWSER, ...DESK]),
    start: () =>
      onDesk('WebKitWebDriver', {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] },
      }),
  },
  desk: {
    title: 'Chromium on a desk',
    missing: () => missing(['chromedriver', findChromium() ?? 'chromium', ...DESK]),
    start: () =>
      onDesk('chromedriver', {
        browserName: 'chrome',
        'goog:chromeOptions': {
          binary: findChromium(),
          excludeSwitches: ['disable-popup-blocking', 'enable-automation'],
          args: AS_ROOT,
        },
      }),
  },
}

/** Launches a browser for each kind of screen at its first use. */
function withPlaywright(launch: (phone: boolean) => Promise<Browser>): RunningEngine {
  const launched = new Map<boolean, Promise<Browser>>()
  return {
    async newBrowser(options) {
      const browser = launched.get(options.phone) ?? launch(options.phone)
      launched.set(options.phone, browser)
      return newPlaywrightBrowser(await browser, options)
    },
    async close() {
      for (const browser of launched.values()) await (await browser).close()
    },
  }
}

/** Has its own screen and window manager, and no emulated focus. */
async function onDesk(program: string, capabilities: object): Promise<RunningEngine> {
  const display = await openDisplay()
  const env = Object.entries(display.env).map(([name, value = '']): [string, string] => [name, value])
  const service = new ServiceBuilder(program).setEnvironment(new Map(env)).build()
  const sessions = new Builder()
    .usingServer(await service.start())
    .withCapabilities({ ...capabilities, pageLoadStrategy: 'none' })
  return {
    newBrowser: async () => newWebDriverBrowser(await sessions.build(), display),
    async close() {
      await service.kill()
      await display.close()
    },
  }
}

/** The first program that exists; otherwise the first one, which is then reported as missing. */
function firstOf(path: string, ...others: string[]): string {
  return [path, ...others].find((one) => existsSync(one)) ?? path
}
