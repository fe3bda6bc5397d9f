import { expect, type Page } from '@playwright/test'
import { test } from './test.ts'

test.describe.configure({ mode: 'parallel' })

const WORK = 'ada@work.example'
const NONCE = 'bm9uY2U'

/** What an app may let run. */
const POLICIES = {
  'a nonce and strict-dynamic': `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
  'a nonce, strict-dynamic and Trusted Types': `script-src 'nonce-${NONCE}' 'strict-dynamic'; require-trusted-types-for 'script'`,
  'its own files alone': "script-src 'self'",
}

/** Sends the app's page with the policy, and its tags with the nonce. */
async function servePolicy(page: Page, url: string, policy: string): Promise<void> {
  await page.route(url, async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replaceAll('<script ', `<script nonce="${NONCE}" `)
    const headers = {
      'content-type': 'text/html',
      'content-security-policy': `${policy}; object-src 'none'; base-uri 'none'`,
    }
    await route.fulfill({ body, headers })
  })
}

for (const [name, policy] of Object.entries(POLICIES)) {
  test(`13.7 a flow whose file loads in the click, in an app whose policy allows ${name}`, async ({
    page,
    plainUrl,
    openWithContext,
  }) => {
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    const loaded: string[] = []
    page.on('response', (response) => {
      if (response.ok()) loaded.push(new URL(response.url()).pathname)
    })
    await servePolicy(page, plainUrl, policy)
    await openWithContext(page, 'success')
    expect(loaded.join()).not.toContain('with-session')

    const opening = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Connect Google', exact: true }).click()
    const popup = await opening
    await popup.getByRole('button', { name: WORK }).click()
    await expect(
      page.getByRole('region', { name: 'Connected accounts' }).getByText(WORK, { exact: true }),
    ).toBeVisible()
    expect(loaded.join()).toContain('with-session')
    expect(refused).toEqual([])
  })
}
