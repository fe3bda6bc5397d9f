import { GrantRevokedError } from '@alter/sdk'
import { expect, type Page, test as base } from '@playwright/test'
import { findings } from '../axe.ts'
import { signInAsAda, startWalletSystem, type WalletSystem } from '../wallet/real.ts'

const test = base.extend<{ system: WalletSystem }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
  system: async ({}, use) => {
    const system = await startWalletSystem()
    await use(system)
    await system.close()
  },
})

/** What the app does with the account. */
function callGoogle({ app, provider }: WalletSystem): Promise<Response> {
  return app.request('GET', `${provider.google.api}/calendar/v3/calendars/primary/events`, {
    provider: 'google',
    reason: 'Morning briefing',
  })
}

function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { level: 1, name })
}

test('17.5 who disconnects in the Wallet is obeyed at the app’s next call', async ({ page, system }) => {
  await system.connect(page, 'ada@work.example')
  expect((await callGoogle(system)).status).toBe(200)

  await page.goto(system.wallet)
  await expect(heading(page, 'See who uses your accounts')).toBeVisible()
  expect(await findings(page)).toEqual([])
  await signInAsAda(page)
  await expect(heading(page, 'Your connected accounts')).toBeVisible()
  await expect(page.getByText('ada@lovelace.example')).toBeVisible()
  expect(await findings(page)).toEqual([])

  await page.getByRole('link', { name: /Daybreak/ }).click()
  await expect(page.getByText('ada@work.example', { exact: true })).toBeVisible()
  expect(await findings(page)).toEqual([])
  await page.getByRole('link', { name: /Details/ }).click()
  await expect(page.getByText('Reason: Morning briefing')).toBeVisible()
  await expect(page.getByText('Answer 200')).toBeVisible()
  expect(await findings(page)).toEqual([])

  await page.getByRole('button', { name: 'Disconnect ada@work.example' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByRole('status')).toHaveText(/ada@work\.example is disconnected/)
  await expect(callGoogle(system)).rejects.toThrow(GrantRevokedError)

  await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click()
  await expect(page.locator('.entry').filter({ hasText: 'Disconnected' })).toBeVisible()
  expect(await findings(page)).toEqual([])
})

test('17.1 a link to a place leads through the sign-in to it, and the sign-out to the issuer and back', async ({
  page,
  system,
}) => {
  await page.goto(`${system.wallet}/activity?outcome=denied`)
  await signInAsAda(page)
  await expect(page).toHaveURL(`${system.wallet}/activity?outcome=denied`)
  await expect(heading(page, 'Activity')).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(new RegExp(`^${system.wallet}`))
  await expect(heading(page, 'See who uses your accounts')).toBeVisible()
})

test('17.7 all that is kept about a user is one file', async ({ page, system }) => {
  await system.connect(page, 'ada@work.example')
  await page.goto(`${system.wallet}/data`)
  await signInAsAda(page)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download your data' }).click()
  const file = await (await download).createReadStream()
  const written = JSON.parse(Buffer.concat(await file.toArray()).toString())
  expect(written).toMatchObject({
    user: { subject: 'ada' },
    apps: [{ app_id: 'daybreak', connections: [{ account_identifier: 'ada@work.example' }] }],
  })
  await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click()
  const csv = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  expect((await csv).suggestedFilename()).toMatch(/\.csv$/)
})

test('17.2 revoked by the app meanwhile: the page says so when it is asked for', async ({ page, system }) => {
  await system.connect(page, 'ada@work.example')
  await page.goto(system.wallet)
  await signInAsAda(page)
  await page.getByRole('link', { name: /Daybreak/ }).click()
  await page.getByRole('link', { name: /Details/ }).click()
  await expect(heading(page, /ada@work\.example/)).toBeVisible()
  const { grants } = await system.app.listGrants()
  await system.app.revokeGrant(grants[0]!.grantId)
  await page.reload()
  await expect(
    page.getByText('The access was withdrawn.').or(heading(page, 'There is nothing here')),
  ).toBeVisible()
})

test('below a path nothing of it is asked for elsewhere', async ({ page, system }) => {
  const elsewhere: string[] = []
  page.on('request', (request) => {
    const { host, pathname } = new URL(request.url())
    if (host.startsWith('vault.') && !pathname.startsWith('/alter/')) elsewhere.push(pathname)
  })
  await system.connect(page, 'ada@work.example')
  await page.goto(system.wallet)
  await signInAsAda(page)
  await page.getByRole('link', { name: /Daybreak/ }).click()
  await expect(page.getByText('ada@work.example', { exact: true })).toBeVisible()
  expect(elsewhere).toEqual([])
})
