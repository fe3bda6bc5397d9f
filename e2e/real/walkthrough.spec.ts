import { expect } from '@playwright/test'
import { connect, openDemo, reconnect, signIn, type WatchedDemo } from '../demo.ts'
import { test as base } from './test.ts'

const test = base.extend<{ shortLived: WatchedDemo }>({
  // One of its own: its access tokens are over soon.
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
  shortLived: async ({}, use) => {
    const watched = await openDemo({ accessTokenTtl: 2 })
    await use(watched)
    await watched.demo.close()
  },
})

test('from a click to an API call, a second account, a pick, a disconnect and a reconnect', async ({
  page,
  shortLived: { demo, errors },
}) => {
  const events = page.getByRole('region', { name: 'Upcoming events' })
  const accounts = page.getByRole('region', { name: 'Connected accounts' })
  const callTheApi = page.getByRole('button', { name: 'Call the API' })
  const log = page.getByRole('list', { name: 'Calls' })

  await signIn(page, demo, 'Ada Lovelace')

  await test.step('connect Google', async () => {
    await connect(page, 'Connect Google', 'ada@work.example')
    await expect(accounts.getByText('ada@work.example')).toBeVisible()
  })

  await test.step('call the API', async () => {
    await callTheApi.click()
    await expect(events.getByText('200', { exact: true }).first()).toBeVisible()
    await expect(log.getByRole('listitem').first()).toContainText('ada@work.example')
  })

  await test.step('the token expires, and the vault refreshes it', async () => {
    await expect(async () => {
      await callTheApi.click()
      await expect(log.getByText('token refreshed').first()).toBeVisible({ timeout: 500 })
    }).toPass({ timeout: 30_000 })
  })

  await test.step('a second account makes the call ambiguous, and the user picks', async () => {
    await connect(page, 'Add another Google', 'ada@home.example')
    await expect(accounts.getByText('ada@home.example', { exact: true })).toBeVisible()
    await callTheApi.click()
    await expect(events.getByText('ambiguous_grant').first()).toBeVisible()
    await page
      .getByRole('group', { name: 'Which Google account?' })
      .getByRole('button', { name: 'ada@home.example' })
      .click()
    await expect(log.getByRole('listitem').first()).toContainText('ada@home.example')
  })

  await test.step('disconnect it: the next call for it says why, and reconnecting mends it', async () => {
    await accounts.getByRole('button', { name: 'More for ada@home.example' }).click()
    await accounts.getByRole('menuitem', { name: 'Disconnect' }).click()
    await accounts
      .getByRole('group', { name: 'Disconnect ada@home.example?' })
      .getByRole('button', { name: 'Disconnect' })
      .click()
    // The time to undo goes by first.
    await expect(accounts.getByText('ada@home.example', { exact: true })).toBeHidden()
    await callTheApi.click()
    const repair = page.getByRole('group', { name: 'ada@home.example was disconnected' })
    await expect(repair).toBeVisible()
    await reconnect(page, 'Reconnect Google')
    await expect(accounts.getByText('ada@home.example', { exact: true })).toBeVisible()
    await expect(log.getByRole('listitem').first()).toContainText('ada@home.example')
    await expect(repair).toBeHidden()
  })

  expect(errors).toEqual([])
})
