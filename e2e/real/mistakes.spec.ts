import { expect, type Page } from '@playwright/test'
import { consent } from '../demo.ts'
import { test } from './test.ts'
import { documentFor } from './workshop.ts'

/** A click that fails before its window shows anything. */
async function click(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Connect' }).click()
  const output = page.locator('output')
  await expect(output).toContainText(': ')
  return output.innerText()
}

/** The app's page, with a policy that lets it call nobody but itself. */
function withPolicy(url: string): string {
  return `${url}&${new URLSearchParams({ policy: "connect-src 'self'" }).toString()}`
}

async function open(page: Page): Promise<Page> {
  const popup = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect' }).click()
  return popup
}

test('14.4 CORS: a backend on another origin that lets no page in', async ({ page, workshop }) => {
  const { origin, api } = workshop
  await page.goto(workshop.page(`${api}/plain/session`))
  expect(await click(page)).toBe(
    `session_failed: POST ${api}/plain/session got no answer: is it running, may ${origin} call it (alterRoutes with cors: true, and ${origin} among its origins), and does connect-src of this page's policy name ${api}?`,
  )
})

test('14.4 CORS: a backend whose origins do not list the page', async ({ page, workshop }) => {
  const { origin, api } = workshop
  await page.goto(workshop.page(`${api}/other-origins/session`))
  expect(await click(page)).toContain(`alterRoutes with cors: true, and ${origin} among its origins`)
})

test('14.4 CORS: a page that leaves its cookies behind', async ({ page, workshop }) => {
  await page.goto(workshop.page(`${workshop.api}/cors/session`))
  expect(await click(page)).toBe(
    "session_failed: Nobody is signed in: userToken of alterRoutes found no user in this request. Does the page call with credentials: 'include'?",
  )
})

test('14.4 a route that redirects to a sign-in on another origin', async ({ page, workshop }) => {
  await page.goto(workshop.page('/signed-out/session'))
  expect(await click(page)).toBe(
    'session_failed: POST /signed-out/session got no answer: is the backend running? A redirect to another origin, such as to a sign-in, looks the same.',
  )
})

test('14.4 a proxy whose page stands in for the answer', async ({ page, workshop }) => {
  await page.goto(workshop.page('/proxy/session'))
  expect(await click(page)).toBe(
    'session_failed: POST /proxy/session answered 502 with HTML: is the backend behind the proxy running?',
  )
})

test('14.4 CSP: connect-src without the backend', async ({ page, workshop }) => {
  await page.goto(withPolicy(workshop.page(`${workshop.api}/cors/session`, 'include')))
  expect(await click(page)).toContain(`and does connect-src of this page's policy name ${workshop.api}?`)
})

test('14.4 CSP: connect-src without the vault, where the window still tells the page', async ({
  page,
  workshop,
}) => {
  await page.goto(withPolicy(workshop.page('/trailing-slash/session/')))
  await consent(await open(page), 'ada@work.example')
  await expect(page.locator('output')).toHaveText('connected: ada@work.example')
  const again = await open(page)
  await again.close()
  await expect(page.locator('output')).toHaveText('connected: nothing')
})

test('14.4 a separate API origin connects, behind a prefix, with a slash at the end of public_url', async ({
  page,
  workshop,
}) => {
  await page.goto(workshop.page(`${workshop.api}/cors/session`, 'include'))
  await consent(await open(page), 'ada@work.example')
  await expect(page.locator('output')).toHaveText('connected: ada@work.example')
})

test('14.4 a slash too many at the end of the path of the routes changes nothing', async ({
  page,
  workshop,
}) => {
  await page.goto(workshop.page('/trailing-slash/session/'))
  await consent(await open(page), 'ada@work.example')
  await expect(page.locator('output')).toHaveText('connected: ada@work.example')
})

test('14.4 a page on https whose backend is on http', async ({ page, workshop }) => {
  const session = 'http://api.daybreak.example/session'
  await page.route('https://daybreak.example/**', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: workshop.script })
      : route.fulfill({ contentType: 'text/html', body: documentFor(session, '') }),
  )
  await page.goto('https://daybreak.example/')
  expect(await click(page)).toBe(
    `session_failed: POST ${session} got no answer: a page on https may not call http.`,
  )
})

test('14.4 client secret wrong: the page learns of it after consent', async ({ page, workshop }) => {
  await page.goto(workshop.page('/wrong-secret/session'))
  const popup = await open(page)
  await consent(popup, 'ada@work.example')
  await expect(page.locator('output')).toContainText(
    /^provider_misconfigured: Google refused with invalid_client.* Compare client_id and client_secret of app: providers\.google/,
  )
})

test('14.4 redirect URI not registered: the provider says so in the window, and closing it leaves the page as it was', async ({
  page,
  workshop,
}) => {
  await page.goto(workshop.page('/unregistered/session'))
  const popup = await open(page)
  await expect(popup.getByText('redirect_uri did not match')).toBeVisible()
  await popup.close()
  await expect(page.locator('output')).toHaveText('connected: nothing')
})
