import { type Locator, expect, test as base } from '@playwright/test'
import { de } from '@alter/connect/de'
import { en } from '@alter/connect/en'
import { findings } from '../axe.ts'
import { consent } from '../demo.ts'
import { type Build, buildApp, type Framework, type RunningApp, startApp } from './app.ts'

const ACCOUNT = 'ada@work.example'

const EXAMPLES = {
  vue: { texts: en, connected: `Connected ${ACCOUNT}.`, denied: 'Not connected: access_denied.' },
  svelte: { texts: de, connected: `${ACCOUNT} verbunden.`, denied: 'Nicht verbunden: access_denied.' },
} as const

interface Fixtures {
  /** What the browser's console said beyond mere information. */
  complaints: string[]
}

const test = base.extend<Fixtures, { builds: (framework: Framework) => Promise<Build>; apps: Apps }>({
  builds: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const builds = new Map<Framework, Promise<Build>>()
      await use((framework) => {
        const known = builds.get(framework) ?? buildApp(framework)
        builds.set(framework, known)
        return known
      })
      for (const one of builds.values()) await (await one).remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  apps: [
    async ({ builds }, use) => {
      const running: RunningApp[] = []
      await use(async (framework) => {
        const app = await startApp(await builds(framework))
        running.push(app)
        return app.url
      })
      for (const app of running) await app.close()
    },
    { scope: 'worker' },
  ],
  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(complaints)
  },
})

/** Starts the example of a framework, and says where. */
type Apps = (framework: Framework) => Promise<string>

// An example is built within the test that opens it first.
test.describe.configure({ mode: 'default', timeout: 360_000 })

for (const [framework, { texts, connected, denied }] of Object.entries(EXAMPLES)) {
  test(`15.10 ${framework}: connects by the button, and disconnects in the list`, async ({
    page,
    apps,
    complaints,
  }) => {
    await page.goto(await apps(framework === 'vue' ? 'vue' : 'svelte'))
    const list = page.locator('alter-connected-accounts')
    const button = page.locator('alter-connect-button').getByRole('button')
    await expect(button).toHaveText(texts.connect.replace('{provider}', 'Google'))
    await expect(button.locator('img')).toBeVisible()
    // Set as properties, an array and a number among them.
    await expect(list.getByRole('heading', { level: 3 })).toHaveText(['Google', 'GitHub'])
    expect(await list.evaluate((element) => Object(element).undoTime)).toBe(0)

    await refuse(button)
    await expect(page.locator('output')).toHaveText(denied)
    await expect(button).toHaveText(texts.error)

    const opening = page.waitForEvent('popup')
    await button.click()
    const popup = await opening
    await Promise.all([popup.waitForEvent('close'), consent(popup, ACCOUNT)])
    await expect(page.locator('output')).toHaveText(connected)
    const more = list.getByRole('button', { name: `${texts.more} ${ACCOUNT}` })
    await expect(more).toBeVisible()
    expect(await findings(page)).toEqual([])

    await more.click()
    await list.getByRole('menuitem', { name: texts.disconnect }).click()
    await list.getByRole('button', { name: texts.disconnect }).click()
    await expect(more).toHaveCount(0)
    await expect(list.getByRole('button', { name: `${texts.connectIt} Google` })).toBeFocused()
    expect(complaints).toEqual([])
  })
}

async function refuse(button: Locator): Promise<void> {
  const opening = button.page().waitForEvent('popup')
  await button.click()
  const popup = await opening
  await Promise.all([popup.waitForEvent('close'), consent(popup, ACCOUNT, 'Deny')])
}
