import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'
import { temporaryFolder } from './.config/temporary-folder.ts'
import { findChromium, switchOff } from './e2e/chromium.ts'
import type { EngineName } from './e2e/promise/engines.ts'
import { SELDOM } from './e2e/seldom.ts'

const executablePath = findChromium()
// A folder for each run: Playwright empties it, and two runs may go on at once. Workers inherit the name.
const run = (process.env['ALTER_E2E_RUN'] ??= String(process.pid))
// Databases, profiles of browsers and built pages of the workers; Playwright's own cache outlives the run.
if (process.env['TEST_WORKER_INDEX'] !== undefined) Object.assign(process.env, temporaryFolder())

/** What Playwright turns off by itself: our own switch takes the place of its. */
const TURNED_OFF = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'BlockOriginHeaderModificationOnRedirect',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'Translate',
]

/** The gallery's own page, and its states one after the other: minutes. */
const EVERY_STATE = ['gallery', 'states', 'layout', 'languages', 'looks'].map(
  (name) => `**/gallery/${name}.spec.ts`,
)

/** Every page of the Wallet, light and dark, in every language. */
const EVERY_PAGE = '**/wallet/pages.spec.ts'

/** Every state of the Connect page, light and dark. */
const EVERY_LOOK = '**/real/connect-page-states.spec.ts'

/**
 * Half of the time goes to pages and servers that wait for each other, so one test more than there are cores.
 * `ALTER_E2E_WORKERS` says another number.
 */
const workers = Number(process.env['ALTER_E2E_WORKERS'] ?? availableParallelism() + 1)

export default defineConfig<object, { engine: EngineName }>({
  testDir: 'e2e',
  globalSetup: fileURLToPath(new URL('packages/connect-mock/guides/serve.ts', import.meta.url)),
  // Node reads the sources as they are. Playwright would compile them with Babel, and in a worker keep nothing of it:
  // what a test imports later, such as a vault, took each worker seconds.
  build: { external: ['**/*'] },
  outputDir: `test-results/${run}`,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  workers,
  // Real browsers on a busy machine: a second try counts as "flaky", never as passed.
  retries: process.env['CI'] === undefined ? 0 : 2,
  // What hangs is found all the same; what is slow on a busy machine is no failure.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // The table says of each row that an engine cannot show why.
  reporter: [['list'], [new URL('e2e/promise/table.ts', import.meta.url).pathname]],
  use: {
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [switchOff(TURNED_OFF), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      // Real users have a popup blocker.
      ignoreDefaultArgs: ['--disable-popup-blocking'],
    },
  },
  projects: [
    // Its rows tell moments apart.
    { name: 'promise', testDir: 'e2e/promise', workers: 2, use: { engine: 'chromium' } },
    // One project, since workers, and their browsers and systems, are not shared by two.
    {
      name: 'pages',
      testMatch: ['mocked', 'real', 'wallet'].map((folder) => `**/${folder}/*.spec.ts`),
      testIgnore: [EVERY_PAGE, EVERY_LOOK],
      grepInvert: new RegExp(SELDOM),
      // A file's tests share the systems that they start, and so they share a worker.
      fullyParallel: false,
    },
    // The examples of the mock's guides, as they stand there.
    {
      name: 'guides',
      testDir: 'packages/connect-mock/guides/examples',
      testMatch: '**/*.spec.ts',
      // Starting a second browser takes longer than these few.
      workers: 1,
      use: { baseURL: process.env['ALTER_GUIDES_URL'] },
    },
    // From here on not in `npm test`, but in `pnpm e2e:looks`, as `.ci/run` does.
    {
      name: 'seldom',
      testMatch: ['**/mocked/*.spec.ts', '**/real/*.spec.ts', '**/wallet/*.spec.ts'],
      grep: new RegExp(SELDOM),
      fullyParallel: false,
    },
    // How the components look and take the keyboard, in every width, theme and language.
    {
      name: 'components',
      testMatch: ['**/components/*.spec.ts', '**/gallery/*.spec.ts'],
      testIgnore: EVERY_STATE,
      fullyParallel: false,
    },
    { name: 'wallet-pages', testDir: 'e2e/wallet', testMatch: EVERY_PAGE },
    { name: 'connect-page-states', testDir: 'e2e/real', testMatch: EVERY_LOOK },
    {
      name: 'gallery-states',
      testDir: 'e2e/gallery',
      testMatch: EVERY_STATE,
      snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
    },
  ],
})
