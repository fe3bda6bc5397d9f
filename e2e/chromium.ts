import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const INSTALLED: string[] = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * Pages of Chromium's own, behind its address bar: every window loads both, a popup too, at more than half of what the
 * window costs. No test looks at the address bar.
 */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/**
 * A renderer that waits for the next page. It is of one context, and each test has its own: most were started, and ended
 * unused.
 */
const SPARE_RENDERER = 'SpareRendererForSitePerProcess'

/** The switch for Chromium that turns off these features and what only costs time in a test; the last such switch counts. */
export function switchOff(features: string[]): string {
  return `--disable-features=${[...features, ...ADDRESS_BAR, SPARE_RENDERER].join(',')}`
}

/** Path of a Chromium to test with: `ALTER_CHROMIUM`, an installed one, or Playwright's own download. */
export function findChromium(): string | undefined {
  const named = process.env['ALTER_CHROMIUM']
  if (named !== undefined && named !== '') return named
  return [...INSTALLED, chromium.executablePath()].find((path) => existsSync(path))
}

function run(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}

function installChromium(): void {
  process.stdout.write('No Chromium found. Asking Playwright to download one.\n')
  if (run('playwright', 'install', 'chromium')) return
  process.stdout.write("Playwright could not. Trying Debian's package.\n")
  if (!existsSync('/usr/bin/apt-get')) return
  run('apt-get', 'update', '-qq')
  run('apt-get', 'install', '-y', '-qq', 'chromium', 'fonts-liberation', 'fonts-noto-core')
}

if (import.meta.main) {
  if (findChromium() === undefined) installChromium()
  const found = findChromium()
  if (found === undefined) {
    process.stderr.write('No Chromium. Install Chrome or Chromium, or set ALTER_CHROMIUM to its path.\n')
    process.exitCode = 1
  } else process.stdout.write(`Chromium: ${found}\n`)
}
