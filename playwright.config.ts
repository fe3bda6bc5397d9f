import { defineConfig } from '@playwright/test'
import { temporaryFolder } from './.config/temporary-folder.ts'
import { findChromium } from './e2e/chromium.ts'
import type { EngineName } from './e2e/promise/engines.ts'

const executablePath = findChromium()
// A folder for each run: Playwright empties it, and two runs may go on at once. Workers inherit the name.
const run = (process.env['ALTER_E2E_RUN'] ??= String(process.pid))
// Databases, profiles of browsers and built pages of the workers; Playwright's own cache outlives the run.
if (process.env['TEST_WORKER_INDEX'] !== undefined) Object.assign(process.env, temporaryFolder())

/** One component in every state and width, one after the other: minutes. */
const EVERY_STATE = ['**/layout.spec.ts', '**/pictures.spec.ts']

export default defineConfig<object, { engine: EngineName }>({
  testDir: 'e2e',
  outputDir: `test-results/${run}`,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers: 2,
  // Real browsers on a busy machine: a second try is told as "flaky", never as passed.
  retries: process.env['CI'] === undefined ? 0 : 2,
  timeout: 60_000,
  // The table says of each row that an engine cannot show why.
  reporter: [['list'], [new URL('e2e/promise/table.ts', import.meta.url).pathname]],
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      // Real users have a popup blocker.
      ignoreDefaultArgs: ['--disable-popup-blocking'],
    },
  },
  projects: [
    { name: 'real', testDir: 'e2e/real' },
    { name: 'mocked', testDir: 'e2e/mocked' },
    { name: 'wallet', testDir: 'e2e/wallet' },
    { name: 'promise', testDir: 'e2e/promise', use: { engine: 'chromium' } },
    { name: 'components', testDir: 'e2e/components' },
    { name: 'gallery', testDir: 'e2e/gallery', testIgnore: EVERY_STATE },
    // Not in `npm test`: `pnpm e2e:gallery`, as `.ci/run` does.
    {
      name: 'gallery-states',
      testDir: 'e2e/gallery',
      testMatch: EVERY_STATE,
      snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
    },
  ],
})
