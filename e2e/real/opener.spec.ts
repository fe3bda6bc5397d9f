import { expect, type Page } from '@playwright/test'
import { test } from './test.ts'

async function openPopup(page: Page): Promise<Page> {
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Connect Google' }).click(),
  ])
  return popup
}

/** What a hostile page of a provider would do. */
async function navigateOpener(popup: Page, url: string): Promise<void> {
  await popup.getByText('ada@work.example').waitFor()
  await popup.evaluate(`opener?.location.replace(${JSON.stringify(url)})`)
}

test('W12 an app that sends COOP keeps its tab: no page of the window can navigate it, and the flow ends by the vault', async ({
  page,
  stage,
}) => {
  const play = stage.play({ coop: true, grace: 60_000 })
  await page.goto(play.url)
  const popup = await openPopup(page)
  await popup.getByRole('button', { name: 'Continue' }).click()
  await navigateOpener(popup, `${stage.places.frame}/probe`)
  await popup.getByRole('button', { name: 'ada@work.example' }).click()
  await popup.getByRole('button', { name: 'Allow' }).click()
  expect((await play.until('resolved')).accounts).toEqual(['ada@work.example'])
  expect(page.url()).toBe(play.url)
})

test('W12 known and open: without that header a page of the provider navigates the app’s tab', async ({
  page,
  stage,
}) => {
  const play = stage.play()
  await page.goto(play.url)
  await navigateOpener(await openPopup(page), `${stage.places.frame}/probe`)
  await page.waitForURL(`${stage.places.frame}/probe`)
})
