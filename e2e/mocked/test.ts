import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScenarioName } from '@alter/connect-mock'
import { type ContextMock, mockContext } from '@alter/connect-mock/playwright'
import { demoHandlers } from '@alter/demo/mocked-handlers'
import { type BrowserContext, type Page, test as base } from '@playwright/test'
import { build, createServer } from 'vite'
import { serveFolder } from './static-host.ts'

/** Opens the demo in a scenario, the user signed in. */
type OpenDemo = (page: Page, scenario: ScenarioName) => Promise<void>

export interface Sites {
  /** The mocked demo, built, at a static host, below a path. */
  mockedUrl: string
  /** The demo's frontend, built as for production, at a static host. */
  plainUrl: string
  /** The mocked demo from Vite, and nothing behind it. */
  devUrl: string
}

const DEMO = new URL('../../apps/demo/', import.meta.url).pathname

export interface Fixtures {
  openWithWorker: OpenDemo
  /** The demo's frontend knows nothing of the mock, which answers outside the browser. */
  openWithContext: OpenDemo
  /** The mock of {@link Fixtures.openWithContext}. */
  mock: ContextMock
}

export const test = base.extend<Fixtures, Sites>({
  mockedUrl: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => serveBuild('mocked', '/below/daybreak/', use),
    { scope: 'worker' },
  ],
  plainUrl: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => serveBuild('production', '/', use),
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
  devUrl: [async ({}, use) => serveSources(use), { scope: 'worker' }],
  openWithWorker: async ({ mockedUrl }, use) => {
    await use(async (page, scenario) => {
      await page.goto(`${mockedUrl}?scenario=${scenario}`)
      await page.getByRole('link', { name: 'Sign in', exact: true }).click()
      await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    })
  },
  mock: async ({ context }, use) => use(await mockDemo(context)),
  openWithContext: async ({ plainUrl, mock }, use) => {
    await use(async (page, scenario) => {
      await mock.use(scenario)
      await page.goto(plainUrl)
      await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    })
  },
})

function mockDemo(context: BrowserContext): Promise<ContextMock> {
  const visitor = { isSignedIn: () => true, signOut() {} }
  return mockContext(context, { handlers: (vault) => demoHandlers(vault, visitor) })
}

async function serveBuild(mode: string, path: string, use: (url: string) => Promise<void>): Promise<void> {
  const outDir = await mkdtemp(join(tmpdir(), 'alter-static-'))
  await build({
    root: DEMO,
    mode,
    configLoader: 'native',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  })
  const host = await serveFolder(outDir, path)
  await use(host.url)
  await host.close()
  await rm(outDir, { recursive: true, force: true })
}

async function serveSources(use: (url: string) => Promise<void>): Promise<void> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'alter-mocked-'))
  const server = await createServer({
    root: DEMO,
    mode: 'mocked',
    configLoader: 'native',
    cacheDir,
    logLevel: 'error',
    // Everything the pages import, so that the first visit does not end in a reload.
    optimizeDeps: { entries: ['index.html', 'src/mocked.ts'] },
    server: { port: 0, host: '127.0.0.1', hmr: false },
  })
  await server.listen()
  const address = server.httpServer?.address()
  if (!address || typeof address === 'string') throw new Error('Vite does not listen')
  await use(`http://localhost:${address.port}`)
  await server.close()
  await rm(cacheDir, { recursive: true, force: true })
}
