import { ApprovalDeniedError, ApprovalRequiredError, GrantRevokedError } from '@alter/sdk'
import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { signInToWallet, type WalletUser } from '../wallet/real.ts'
import { test } from './test.ts'

/** What the app does with the account. */
function callGoogle({ app, provider }: WalletUser): Promise<Response> {
  return app.request('GET', `${provider.google.api}/calendar/v3/calendars/primary/events`, {
    provider: 'google',
    reason: 'Morning briefing',
  })
}

/** Asks to add an event, which waits for the user's yes. */
async function askToAdd({ app, provider }: WalletUser, summary: string): Promise<ApprovalRequiredError> {
  const asked = app.request('POST', `${provider.google.api}/calendar/v3/calendars/primary/events`, {
    provider: 'google',
    reason: 'You asked me to plan lunch.',
    json: { summary, start: { dateTime: '2026-12-01T12:00:00Z' }, end: { dateTime: '2026-12-01T13:00:00Z' } },
  })
  const error = await asked.catch((caught: unknown) => caught)
  if (!(error instanceof ApprovalRequiredError)) throw error
  return error
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
  await signInToWallet(page, system.user)
  await expect(heading(page, 'Your connected accounts')).toBeVisible()
  await expect(page.getByText(system.user.email)).toBeVisible()
  expect(await findings(page)).toEqual([])

  await page.getByRole('link', { name: /Daybreak/ }).click()
  await expect(page.getByText('ada@work.example', { exact: true })).toBeVisible()
  expect(await findings(page)).toEqual([])
  await page.getByRole('link', { name: /Details/ }).click()
  await expect(page.getByText('Daybreak says: Morning briefing')).toBeVisible()
  await expect(page.getByText('Answer 200')).toBeVisible()
  expect(await findings(page)).toEqual([])

  await page.getByRole('button', { name: 'Disconnect ada@work.example' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await expect(page.getByRole('status')).toHaveText(/Disconnected ada@work\.example\./)
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
  await signInToWallet(page, system.user)
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
  await signInToWallet(page, system.user)
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download your data' }).click()
  const file = await (await download).createReadStream()
  const written = JSON.parse(Buffer.concat(await file.toArray()).toString())
  expect(written).toMatchObject({
    user: { subject: system.user.email },
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
  await signInToWallet(page, system.user)
  await page.getByRole('link', { name: /Daybreak/ }).click()
  await page.getByRole('link', { name: /Details/ }).click()
  await expect(heading(page, /ada@work\.example/)).toBeVisible()
  const { grants } = await system.app.listGrants()
  await system.app.revokeGrant(grants[0]!.grantId)
  await page.reload()
  await expect(page.getByText('Access was revoked.').or(heading(page, 'There is nothing here'))).toBeVisible()
})

test('below a path nothing of it is asked for elsewhere', async ({ page, system }) => {
  const elsewhere: string[] = []
  page.on('request', (request) => {
    const { host, pathname } = new URL(request.url())
    if (host.startsWith('vault.') && !pathname.startsWith('/alter/')) elsewhere.push(pathname)
  })
  await system.connect(page, 'ada@work.example')
  await page.goto(system.wallet)
  await signInToWallet(page, system.user)
  await page.getByRole('link', { name: /Daybreak/ }).click()
  await expect(page.getByText('ada@work.example', { exact: true })).toBeVisible()
  expect(elsewhere).toEqual([])
})

test('16.5 a request waits for its user, who reads it, says yes, and sees what became of it', async ({
  page,
  system,
}) => {
  await system.connect(page, 'ada@work.example')
  const { approvalId, approvalUrl = '' } = await askToAdd(system, 'Lunch with Charles')
  await page.goto(approvalUrl)
  await signInToWallet(page, system.user)
  await expect(heading(page, 'Allow this request to Google?')).toBeVisible()
  await expect(page.getByText('You asked me to plan lunch.')).toBeVisible()
  await expect(page.getByText('Lunch with Charles')).toBeVisible()
  await expect(page.getByText('The rule that asks: ask before changes')).toBeVisible()
  expect(await findings(page)).toEqual([])
  const approve = page.getByRole('button', { name: 'Approve' })
  await expect(approve).toHaveAttribute('aria-disabled', 'false')
  await approve.click()
  await expect(page.getByText(/Google answered with 20\d/).first()).toBeVisible()
  expect((await system.app.awaitApproval(approvalId)).ok).toBe(true)
})

test('16.5 a denied request is not sent, and whoever asked reads why', async ({ page, system }) => {
  await system.connect(page, 'ada@work.example')
  const { approvalId } = await askToAdd(system, 'Lunch with Charles')
  await page.goto(system.wallet)
  await signInToWallet(page, system.user)
  await page.getByRole('region', { name: 'Waiting for you' }).getByRole('link').click()
  await page.getByRole('button', { name: 'Deny' }).click()
  await page.getByRole('textbox', { name: 'Why not?' }).fill('Not this week')
  await page.getByRole('button', { name: 'Deny the request' }).click()
  await expect(page.getByText('You said: Not this week')).toBeVisible()
  await expect(system.app.awaitApproval(approvalId)).rejects.toThrow(ApprovalDeniedError)
})
