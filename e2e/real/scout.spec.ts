import { expect } from '@playwright/test'
import { connect, openPopup, signIn } from '../demo.ts'
import { test } from './test.ts'

test('16.8 an agent is let in, asks before it adds an event, and is removed', async ({
  page,
  demo,
  demoErrors,
  user,
}) => {
  const scout = page.getByRole('region', { name: 'Scout, an agent' })
  const accounts = page.getByRole('region', { name: 'Connected accounts' })
  const steps = scout.getByRole('list', { name: 'What Scout did' }).getByRole('listitem')
  await signIn(page, demo, user)
  await connect(page, 'Connect Google', 'ada@work.example')

  await test.step('Ada lets Scout use the account that is there: no provider is asked', async () => {
    const popup = await openPopup(page, 'Let Scout use Google')
    const closed = popup.waitForEvent('close')
    await expect(popup.getByText('Scout').first()).toBeVisible()
    await popup.getByRole('radio', { name: 'ada@work.example' }).check()
    await popup.getByRole('button', { name: /Allow|Continue|Let/ }).click()
    await closed
    // The button that was pressed is gone.
    await expect(scout.getByRole('button', { name: 'Find me a free hour' })).toBeFocused()
  })

  await test.step('Scout reads freely, and asks before it adds', async () => {
    await scout.getByRole('button', { name: 'Find me a free hour' }).click()
    await expect(steps.filter({ hasText: 'Read the calendar' })).toBeVisible()
    await expect(steps.filter({ hasText: 'waits for you' })).toBeVisible()
  })

  await test.step('Ada approves in the Wallet, and the event is there', async () => {
    const opening = page.waitForEvent('popup')
    await scout.getByRole('link', { name: 'Look at it and decide' }).click()
    const wallet = await opening
    // The identity provider knows her already.
    await wallet
      .getByRole('link', { name: /Sign in/ })
      .first()
      .click()
    await expect(wallet.getByText('An hour for thought').first()).toBeVisible()
    await wallet.getByRole('button', { name: 'Approve' }).click()
    await expect(steps.filter({ hasText: 'Added “An hour for thought”' })).toBeVisible()
    // Firefox gives a page the focus only once no other tab is in front of it.
    await wallet.close()
    await expect(scout.getByRole('button', { name: 'Find me a free hour' })).toBeFocused()
    await page.getByRole('button', { name: 'Call the API' }).click()
    await expect(
      page.getByRole('region', { name: 'Upcoming events' }).getByText('An hour for thought'),
    ).toBeVisible()
  })

  await test.step('Ada removes Scout: its next errand ends', async () => {
    await accounts.getByRole('button', { name: /Remove Scout/ }).click()
    await accounts
      .getByRole('button', { name: /^Remove/ })
      .last()
      .click()
    await expect(scout.getByRole('button', { name: 'Let Scout use Google' })).toBeVisible()
  })
  expect(demoErrors).toEqual([])
})
