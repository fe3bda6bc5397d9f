import { NoDelegatedGrantError, PolicyViolationError } from '@alter/sdk'
import { expect, type Page } from '@playwright/test'
import { connect, consent, enter, openPopup } from '../demo.ts'
import { signInToWallet, type WalletUser } from '../wallet/real.ts'
import { test } from './test.ts'

interface Step {
  step: string
  code?: string
}

/** Sends Scout off from the demo's page, and returns its steps until it stops. */
function sendScout(page: Page): Promise<Step[]> {
  return page.evaluate<Step[]>(`(async () => {
    const answer = await fetch('/api/scout', { method: 'POST' })
    return (await answer.text()).trim().split('\\n').map((line) => JSON.parse(line))
  })()`)
}

/** What Scout reads or changes, with a key of its own. */
function callAsScout({ agent, provider }: WalletUser, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
  return agent.request(method, `${provider.google.api}/calendar/v3/calendars/primary/events`, {
    provider: 'google',
    reason: 'Looks for a free hour',
    ...(method === 'POST' && { json: { summary: 'An hour for thought' } }),
  })
}

async function openConnection(page: Page, wallet: string, account: string): Promise<void> {
  await page.goto(wallet)
  await page.getByRole('link', { name: /Daybreak/ }).click()
  await page.getByRole('link', { name: new RegExp(`^Details.*${account}`) }).click()
}

async function removeScoutInWallet(page: Page, account: string): Promise<void> {
  await page.getByRole('button', { name: 'Remove Scout' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText(`Scout can no longer use ${account}.`).first()).toBeVisible()
}

test('16.3 an account that is there is given without OAuth, only to read, and taken away beside it', async ({
  page,
  demo,
  demoErrors,
  user,
}) => {
  const accounts = page.getByRole('region', { name: 'Connected accounts' })
  await enter(page, demo, user)
  await connect(page, 'Connect Google', 'ada@work.example')

  const popup = await openPopup(page, 'Let Scout use Google')
  const visited: string[] = []
  popup.on('framenavigated', (frame) => visited.push(new URL(frame.url()).origin))
  const closed = popup.waitForEvent('close')
  await popup.getByRole('radio', { name: 'ada@work.example' }).check()
  await popup.getByRole('checkbox', { name: /Only read/ }).check()
  await popup.getByRole('button', { name: 'Allow' }).click()
  await closed
  expect(visited).not.toContain(demo.provider.origin)

  await expect(accounts.getByRole('button', { name: /Remove Scout/ })).toBeVisible()
  expect(await sendScout(page)).toMatchObject([
    { step: 'read' },
    { step: 'found' },
    { step: 'stopped', code: 'policy_violation' },
  ])

  await accounts.getByRole('button', { name: /Remove Scout/ }).click()
  await accounts
    .getByRole('button', { name: /^Remove/ })
    .last()
    .click()
  await expect(accounts.getByRole('button', { name: /Remove Scout/ })).toHaveCount(0)
  expect(await sendScout(page)).toMatchObject([{ step: 'stopped', code: 'no_delegated_grant' }])
  await expect(accounts.getByText('ada@work.example')).toBeVisible()
  expect(demoErrors).toEqual([])
})

test('16.3 a new account is given on its way through the provider, and the agent is removed in the Wallet', async ({
  page,
  demo,
  demoErrors,
  user,
}) => {
  const accounts = page.getByRole('region', { name: 'Connected accounts' })
  await enter(page, demo, user)
  await connect(page, 'Connect Google', 'ada@work.example')
  const popup = await openPopup(page, 'Let Scout use Google')
  const closed = popup.waitForEvent('close')
  await popup.getByRole('radio', { name: 'Another Google account' }).check()
  await popup.getByRole('checkbox', { name: /Only read/ }).check()
  await popup.getByRole('combobox').selectOption('1 hour')
  await popup.getByRole('button', { name: 'Continue' }).click()
  await consent(popup, 'ada@home.example')
  await closed
  await expect(accounts.getByRole('button', { name: /Remove Scout/ })).toBeVisible()
  expect(await sendScout(page)).toMatchObject([
    { step: 'read' },
    { step: 'found' },
    { step: 'stopped', code: 'policy_violation' },
  ])

  const wallet = await page.context().newPage()
  await wallet.goto(`${demo.vaultUrl}/wallet`)
  await signInToWallet(wallet, user)
  await openConnection(wallet, `${demo.vaultUrl}/wallet`, 'ada@home.example')
  await removeScoutInWallet(wallet, 'ada@home.example')
  await wallet.close()
  expect(await sendScout(page)).toMatchObject([{ step: 'stopped', code: 'no_delegated_grant' }])
  await page.reload()
  await expect(accounts.getByText('ada@home.example', { exact: true })).toBeVisible()
  await expect(accounts.getByRole('button', { name: /Remove Scout/ })).toHaveCount(0)
  expect(demoErrors).toEqual([])
})

test('17.1 a connection that an agent uses is extended in the Wallet, where the agent is removed, too', async ({
  page,
  system,
  walletSystem,
}) => {
  await system.open(page, { agent: 'scout', grant_policy: { max_ttl_seconds: 1800 } })
  await page.getByRole('checkbox', { name: /Ask me each time/ }).waitFor()
  await page.getByRole('checkbox', { name: /Only read/ }).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await consent(page, 'ada@work.example')
  await page.getByRole('heading', { name: /Scout.* can use Google/ }).waitFor()
  expect((await callAsScout(system)).status).toBe(200)
  await expect(callAsScout(system, 'POST')).rejects.toThrow(PolicyViolationError)

  walletSystem.pass(900)
  await page.goto(system.wallet)
  await signInToWallet(page, system.user)
  await openConnection(page, system.wallet, 'ada@work.example')
  await page.getByRole('button', { name: /^Extend until/ }).click()
  await expect(page.getByRole('status')).toHaveText(/now lasts until/)
  // After the end that it had before.
  walletSystem.pass(1000)
  expect((await callAsScout(system)).status).toBe(200)

  await removeScoutInWallet(page, 'ada@work.example')
  await expect(callAsScout(system)).rejects.toThrow(NoDelegatedGrantError)
  expect((await system.app.listGrants()).grants).toMatchObject([{ status: 'active' }])
})
