import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { STARTING } from '../sites.ts'
import { serveFolder } from './static-host.ts'

export interface Sites {
  /** The built mocked demo on a static host, below a path. */
  mockedUrl: string
  /** The demo's frontend, built as for production, at a static host. */
  plainUrl: string
  /** The mocked demo from Vite, without any server behind it. */
  devUrl: string
}

const DEMO = new URL('../../apps/demo/', import.meta.url).pathname

/** The demo, each for all tests of a worker. */
export const test = base.extend<object, Sites>({
  mockedUrl: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => serveBuild('mocked/dist', '/below/daybreak/', use),
    { scope: 'worker' },
  ],
  plainUrl: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => serveBuild('dist', '/', use),
    { scope: 'worker' },
  ],
  devUrl: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => serveSources(use),
    { scope: 'worker', timeout: STARTING },
  ],
})

/** @throws where the demo was not built */
async function serveBuild(dist: string, path: string, use: (url: string) => Promise<void>): Promise<void> {
  const folder = join(DEMO, dist)
  if (!existsSync(folder)) throw new Error(`There is no apps/demo/${dist}: \`pnpm run e2e:build\` makes it`)
  const host = await serveFolder(folder, path)
  await use(host.url)
  await host.close()
}

async function serveSources(use: (url: string) => Promise<void>): Promise<void> {
  // Imported only by the test that needs it, because loading Vite takes longer than most tests.
  const { createServer } = await import('vite')
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
