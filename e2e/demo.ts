import { type Demo, type DemoOptions, startDemo } from '@alter/demo'
import type { CreateSessionResponse } from '@alter/protocol'
import { approve } from '@alter/provider'
import { expect, type Page, test as base } from '@playwright/test'
import { signingKeys, STARTING } from './sites.ts'
import { type NewUser, newUser } from './user.ts'

/** Three host names, so that app, vault and provider are three sites to the browser. */
const HOSTS = { app: 'app.localhost', vault: 'vault.localhost', provider: 'provider.localhost' }

/** A demo, and the errors that it could not handle. */
export interface WatchedDemo {
  demo: Demo
  errors: unknown[]
}

export interface DemoFixtures {
  /** Provider, vault, backend and frontend of a worker, with no fault at the start of a test. */
  demo: Demo
  /** Errors that the demo could not handle. A test expects none unless it says otherwise. */
  demoErrors: unknown[]
  /** Signs in to the demo. */
  user: NewUser
}

/** A whole demo. */
export async function openDemo(options: DemoOptions = {}): Promise<WatchedDemo> {
  const errors: unknown[] = []
  function onError(error: unknown): void {
    return void errors.push(error)
  }
  const parts = { hosts: HOSTS, log: 'fatal', onError, signingKeys: await signingKeys() } as const
  return { demo: await startDemo({ ...parts, ...options }), errors }
}

export const test = base.extend<DemoFixtures, { watchedDemo: WatchedDemo }>({
  watchedDemo: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const watched = await openDemo()
      await use(watched)
      await watched.demo.close()
    },
    { scope: 'worker', timeout: STARTING },
  ],
  demo: async ({ watchedDemo: { demo, errors } }, use) => {
    errors.length = 0
    await use(demo)
    Object.assign(demo.provider.google, { coop: false, fault: 'none' })
  },
  demoErrors: ({ watchedDemo }, use) => use(watchedDemo.errors),
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
  user: ({}, use) => use(newUser()),
})

/**
 * Signs in as people do: the page, the identity provider, and back.
 * @param who a new user, or the name of one that the identity provider lists
 */
export async function signIn(page: Page, demo: Demo, who: NewUser | string): Promise<void> {
  await page.goto(demo.url)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  if (typeof who === 'string') await page.getByRole('button', { name: who }).click()
  else await chooseUser(page, who)
  const name = typeof who === 'string' ? who.split(' ')[0] : 'Ada'
  await expect(page.getByRole('heading', { name: `Hello, ${name}` })).toBeVisible()
}

/** What somebody new does at the identity provider. */
export async function chooseUser(page: Page, { email }: NewUser): Promise<void> {
  await page.getByRole('link', { name: 'Use another account' }).click()
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Next' }).click()
}

/** Opens the demo's page for a user who is signed in without a browser. */
export async function enter(page: Page, demo: Demo, user: NewUser): Promise<void> {
  const server = `http://127.0.0.1:${new URL(demo.url).port}`
  const asked = await fetch(`${server}/sign-in`, { redirect: 'manual' })
  const callback = new URL(await approve(asked.headers.get('location') ?? '', { account: user.email }))
  const signedIn = await fetch(server + callback.pathname + callback.search, {
    redirect: 'manual',
    headers: { cookie: pairs(asked) },
  })
  const [name = '', value = ''] = pairs(signedIn).split('; ').at(-1)?.split('=') ?? []
  await page.context().addCookies([{ name, value, url: demo.url, httpOnly: true, sameSite: 'Lax' }])
  await page.goto(demo.url)
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible()
}

/** The cookies that an answer sets, without those that it clears, in the form of a request header. */
function pairs({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((pair) => !pair.endsWith('='))
    .join('; ')
}

/** Presses a button that opens the Connect window. */
export async function openPopup(page: Page, button: string | RegExp): Promise<Page> {
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: button }).first().click()
  return opening
}

/** Does what a user does at the provider: chooses the account and allows. */
export async function consent(
  popup: Page,
  account: string,
  decision: 'Allow' | 'Deny' = 'Allow',
): Promise<void> {
  await popup.getByRole('button', { name: account }).click()
  await popup.getByRole('button', { name: decision }).click()
}

/** Reconnects with a provider that knows the account and asks only for consent. */
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

/** Gets the link that the widget would open, by a script in the signed-in page. */
export async function mintLink(page: Page): Promise<string> {
  const answer = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ provider: 'google' })
    return (await fetch('/api/alter/session', { method: 'POST', headers, body })).text()
  })
  const { connect_url: url }: CreateSessionResponse = JSON.parse(answer)
  return url
}
