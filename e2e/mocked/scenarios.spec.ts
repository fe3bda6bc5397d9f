import { SCENARIO_NAMES, type ScenarioName } from '@alter/connect-mock'
import { expect, type Page } from '@playwright/test'
import { SELDOM } from '../seldom.ts'
import { passUndoTime } from '../undo-time.ts'
import { test } from './test.ts'

test.describe.configure({ mode: 'parallel' })

const WORK = 'ada@work.example'
const HOME = 'ada@home.example'

function button(page: Page, name: string) {
  return page.getByRole('button', { name, exact: true })
}
function accounts(page: Page) {
  return page.getByRole('region', { name: 'Connected accounts' })
}

/** Presses a button that opens the popup. */
async function open(page: Page, name = 'Connect Google'): Promise<Page> {
  // Not the page's own event: Firefox does not always send it.
  const opening = page.context().waitForEvent('page')
  await button(page, name).click()
  return opening
}

async function pick(popup: Page, account: string): Promise<void> {
  await popup.getByRole('button', { name: account }).click()
}

async function expectConnected(page: Page, account: string): Promise<void> {
  await expect(accounts(page).getByText(account, { exact: true })).toBeVisible()
}

async function expectEventsOf(page: Page, account: string): Promise<void> {
  await expect(page.getByRole('list', { name: 'Calls' }).getByRole('listitem').first()).toContainText(account)
}

const SCENARIOS: Record<ScenarioName, (page: Page) => Promise<void>> = {
  async success(page) {
    await pick(await open(page), WORK)
    await expectConnected(page, WORK)
    await button(page, 'Call the API').click()
    await expectEventsOf(page, WORK)
  },

  async denied(page) {
    await open(page)
    await expect(button(page, 'Not connected. Try again')).toBeVisible()
  },

  async closed(page) {
    const popup = await open(page)
    if (!popup.isClosed()) await popup.waitForEvent('close')
    await expect(button(page, 'Connect Google')).toHaveAttribute('data-status', 'exit')
  },

  async blocked(page) {
    await button(page, 'Connect Google').click()
    await pick(await open(page, 'Blocked. Try again'), WORK)
    await expectConnected(page, WORK)
  },

  async expired(page) {
    await pick(await open(page), WORK)
    await expect(button(page, 'Not connected. Try again')).toBeVisible()
  },

  async coop(page) {
    const popup = await open(page)
    await popup.getByRole('button', { name: WORK }).waitFor()
    expect(await popup.evaluate('window.opener')).toBeNull()
    await pick(popup, WORK)
    await expectConnected(page, WORK)
  },

  async slow(page) {
    const popup = await open(page)
    await expect(button(page, 'Connecting…')).toHaveAttribute('aria-busy', 'true')
    await pick(popup, WORK)
    await expectConnected(page, WORK)
  },

  async offline(page) {
    await expect(accounts(page).getByText('No answer. Check your internet connection.')).toBeVisible()
  },

  async 'two-accounts'(page) {
    await button(page, 'Call the API').click()
    const choice = page.getByRole('group', { name: 'Which Google account?' })
    await choice.getByRole('button', { name: HOME }).click()
    await expectEventsOf(page, HOME)
  },

  async reauth(page) {
    await expect(accounts(page).getByText('Access was revoked.')).toBeVisible()
    await pick(await open(page, `Reconnect ${WORK}`), WORK)
    await expect(accounts(page).getByText('Access was revoked.')).toBeHidden()
    await button(page, 'Call the API').click()
    await expectEventsOf(page, WORK)
  },

  async 'scope-missing'(page) {
    await button(page, 'Call the API').click()
    await expect(page.getByText('One more permission is needed')).toBeVisible()
    await pick(await open(page, 'Reconnect Google'), WORK)
    await expect(accounts(page).getByText('A permission is missing')).toBeHidden()
    await expectEventsOf(page, WORK)
  },

  async 'policy-denied'(page) {
    await button(page, 'Call the API').click()
    await expect(page.getByText('The policy "office-hours" (time_window) denies this').first()).toBeVisible()
  },

  async 'approval-required'(page) {
    await button(page, 'Call the API').click()
    await expect(page.getByText('This call waits for you')).toBeVisible()
  },

  async delegation(page) {
    await expectConnected(page, WORK)
    await button(page, 'Remove Research bot').click()
    await accounts(page).getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(accounts(page).getByText('Removed Research bot.')).toBeAttached()
    await expect(button(page, 'Remove Research bot')).toBeHidden()
  },

  'revocation-failed': disconnectHalf,
  'revocation-not-supported': disconnectHalf,
}

/** The account goes here, whatever its provider makes of it; the last one leaves an empty list. */
async function disconnectHalf(page: Page): Promise<void> {
  await expectConnected(page, WORK)
  await button(page, `More for ${WORK}`).click()
  await page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await passUndoTime(page, () => button(page, 'Disconnect').click())
  await expect(accounts(page).getByText(WORK, { exact: true })).toBeHidden()
}

/** The mock answers these in another way without its worker. For the others, `npm test` plays only the worker's variant. */
const BOTH_WAYS = new Set<ScenarioName>(['success', 'offline'])

for (const name of SCENARIO_NAMES) {
  const play = SCENARIOS[name]
  test(`${name}, with the worker, at a static host`, async ({ page, openWithWorker }) => {
    await openWithWorker(page, name)
    await play(page)
  })

  test(
    `${name}, with the context mocked`,
    { tag: BOTH_WAYS.has(name) ? [] : SELDOM },
    async ({ page, openWithContext }) => {
      await openWithContext(page, name)
      await play(page)
    },
  )
}

test('what is connected survives a reload, with the worker', async ({ page, openWithWorker }) => {
  await openWithWorker(page, 'success')
  await pick(await open(page), WORK)
  await expectConnected(page, WORK)
  await page.reload()
  await expectConnected(page, WORK)
})

test('the session ends while the window is open', async ({ page, openWithContext, mock }) => {
  await openWithContext(page, 'success')
  const popup = await open(page)
  await popup.getByRole('button', { name: WORK }).waitFor()
  mock.advance(1300)
  // Any sign of the user lets the widget ask; this one needs no window manager.
  await page.evaluate(`dispatchEvent(new Event('online'))`)
  await expect(button(page, 'Not connected. Try again')).toBeVisible()
})
