import { expect } from '@playwright/test'
import { connect, consent, enter, mintLink, openPopup, reconnect } from '../demo.ts'
import { test } from './test.ts'

test('consent denied: the page says so, and the next try works', async ({ page, demo, user }) => {
  await enter(page, demo, user)
  const popup = await openPopup(page, 'Connect Google')
  await consent(popup, 'ada@work.example', 'Deny')
  await expect(page.getByText('You did not give access')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Not connected. Try again' })).toBeVisible()
  await connect(page, 'Not connected. Try again', 'ada@work.example')
  await expect(
    page.getByRole('region', { name: 'Connected accounts' }).getByText('ada@work.example'),
  ).toBeVisible()
})

test('a provider page that cuts the window off (COOP) loses nothing', async ({ page, demo, user }) => {
  demo.provider.google.coop = true
  await enter(page, demo, user)
  await connect(page, 'Connect Google', 'ada@work.example')
  await expect(
    page.getByRole('region', { name: 'Connected accounts' }).getByText('ada@work.example'),
  ).toBeVisible()
})

test('a closed window lets the button be pressed again', async ({ page, demo, user }) => {
  await enter(page, demo, user)
  const popup = await openPopup(page, 'Connect Google')
  await popup.getByRole('button', { name: 'ada@work.example' }).waitFor()
  await popup.close()
  await expect(page.getByRole('button', { name: 'Connect Google' })).toBeVisible()
  await connect(page, 'Connect Google', 'ada@work.example')
})

test('a provider that answers 500: the page says so, and the next try works', async ({
  page,
  demo,
  user,
}) => {
  await enter(page, demo, user)
  demo.provider.google.fault = 'error'
  const popup = await openPopup(page, 'Connect Google')
  await consent(popup, 'ada@work.example')
  await expect(page.getByText('Google answered with an error')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Not connected. Try again' })).toBeVisible()
  demo.provider.google.fault = 'none'
  await connect(page, 'Not connected. Try again', 'ada@work.example')
})

test('removed at Google: the call says why, and reconnecting mends it', async ({ page, demo, user }) => {
  await enter(page, demo, user)
  await connect(page, 'Connect Google', 'ada@work.example')
  await demo.provider.google.revokeAll('ada@work.example')
  await page.getByRole('button', { name: 'Call the API' }).click()
  await expect(page.getByRole('group', { name: 'Google no longer lets us in' })).toBeVisible()
  await reconnect(page, 'Reconnect Google')
  await expect(page.getByRole('list', { name: 'Calls' }).getByRole('listitem').first()).toContainText(
    'ada@work.example',
  )
})

test('a stolen link asks who it is for before anything happens', async ({ page, demo, user, browser }) => {
  await enter(page, demo, user)
  const link = await mintLink(page)
  const victim = await (await browser.newContext()).newPage()
  await victim.goto(link)
  await expect(victim.getByRole('heading', { name: 'Connect Google to Daybreak' })).toBeVisible()
  await expect(victim.getByText(user.email)).toBeVisible()
  expect(new URL(victim.url()).hash).toBe('')

  const second = await (await browser.newContext()).newPage()
  await second.goto(link)
  await expect(second.getByRole('heading', { name: 'Opened in another browser' })).toBeVisible()
})
