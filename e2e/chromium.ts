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
 * Chromium's own pages behind its address bar. Every window and popup loads both, which is more than half of its cost,
 * and no test looks at the address bar.
 */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/**
 * Keeps a renderer ready for the next page. It belongs to one context, and each test has its own, so most of these
 * renderers would start and end unused.
 */
const SPARE_RENDERER = 'SpareRendererForSitePerProcess'

/**
 * Chromium's switch that turns off these features, and others that only cost time in tests. Only the last such switch
 * counts.
 */
export function switchOff(features: string[]): string {
  return `--disable-features=${[...features, ...ADDRESS_BAR, SPARE_RENDERER].join(',')}`
}

/** Path of a Chromium for tests: `ALTER_CHROMIUM`, an installed one, or Playwright's download. */
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
