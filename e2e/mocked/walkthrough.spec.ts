import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { createServer } from 'vite'

/** The demo's frontend from Vite, and nothing behind it. */
const test = base.extend<object, { url: string }>({
  url: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const cacheDir = await mkdtemp(join(tmpdir(), 'alter-mocked-'))
      const server = await createServer({
        root: new URL('../../apps/demo/', import.meta.url).pathname,
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
    },
    { scope: 'worker' },
  ],
})

test('the demo runs with no backend: connect in a real popup, and call', async ({ page, url }) => {
  await page.goto(url)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible()

  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect Google' }).click()
  const popup = await opening
  const closed = popup.waitForEvent('close')
  await popup.getByRole('button', { name: 'ada@work.example' }).click()
  await closed

  await expect(
    page.getByRole('region', { name: 'Connected accounts' }).getByText('ada@work.example'),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Call the API' }).click()
  await expect(page.getByRole('list', { name: 'Calls' }).getByRole('listitem').first()).toContainText(
    'ada@work.example',
  )
})
