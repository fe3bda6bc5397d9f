import { type Demo, type DemoOptions, startDemo } from '@alter/demo'
import type { CreateSessionResponse } from '@alter/protocol'
import { makeSigningKeys, type SigningKeys } from '@alter/provider'
import { expect, type Page, test as base } from '@playwright/test'

/** Three names, so that app, vault and provider are three sites to the browser. */
const HOSTS = { app: 'app.localhost', vault: 'vault.localhost', provider: 'provider.localhost' }

interface Fixtures {
  /** How the demo of this test is started. */
  demoOptions: DemoOptions
  /** A whole demo of its own for each test: provider, vault, backend, frontend. */
  demo: Demo
  /** What the demo could not mend by itself; empty unless a test says otherwise. */
  demoErrors: unknown[]
}

interface WorkerFixtures {
  /** They take longer to make than all else of a demo. */
  signingKeys: SigningKeys
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  demoOptions: [{}, { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
  signingKeys: [async ({}, use) => use(await makeSigningKeys()), { scope: 'worker' }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
  demoErrors: async ({}, use) => use([]),
  demo: async ({ demoOptions, demoErrors, signingKeys }, use) => {
    function onError(error: unknown): void {
      return void demoErrors.push(error)
    }
    const demo = await startDemo({ hosts: HOSTS, log: 'fatal', onError, signingKeys, ...demoOptions })
    await use(demo)
    await demo.close()
  },
})

export async function signIn(page: Page, demo: Demo, name = 'Ada Lovelace'): Promise<void> {
  await page.goto(demo.url)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name }).click()
  await expect(page.getByRole('heading', { name: `Hello, ${name.split(' ')[0]}` })).toBeVisible()
}

/** Presses a button that opens the Connect window. */
export async function openPopup(page: Page, button: string | RegExp): Promise<Page> {
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: button }).first().click()
  return opening
}

/** What a user does at the provider: choose the account, and allow. */
export async function consent(
  popup: Page,
  account: string,
  decision: 'Allow' | 'Deny' = 'Allow',
): Promise<void> {
  await popup.getByRole('button', { name: account }).click()
  await popup.getByRole('button', { name: decision }).click()
}

/** The provider knows which account is meant, and asks only for consent. */
export async function reconnect(page: Page, button: string): Promise<void> {
  const popup = await openPopup(page, button)
  const closed = popup.waitForEvent('close')
  await popup.getByRole('button', { name: 'Allow' }).click()
  await closed
}

export async function connect(page: Page, button: string | RegExp, account: string): Promise<void> {
  const popup = await openPopup(page, button)
  const closed = popup.waitForEvent('close')
  await consent(popup, account)
  await closed
}

/** The link that the widget would open, taken by a script of the signed-in page. */
export async function mintLink(page: Page): Promise<string> {
  const answer = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ provider: 'google' })
    return (await fetch('/api/alter/session', { method: 'POST', headers, body })).text()
  })
  const { connect_url: url }: CreateSessionResponse = JSON.parse(answer)
  return url
}
