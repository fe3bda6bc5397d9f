import { expect } from '@playwright/test'
import type { Tab } from '../driver.ts'
import { consent, expectEnd, loseSight, openApp, patient, type Row } from '../row.ts'

/** What was in the app's address before, and must be there after. */
const KEPT = '?keep=1&also=%20#place'

/** The full page instead of a popup: nobody vouches for it, so that the page asks. */
async function walk(tab: Tab, account?: string): Promise<void> {
  await tab.press('Continue')
  await consent(tab, account)
}

export const returning: Row[] = [
  {
    name: 'Full-page flow: the result is asked from the vault, and the URL is left as it was before',
    async run(parts) {
      const opened = await openApp(parts, { mode: 'redirect' }, KEPT)
      const { play, tab } = opened
      await tab.press('Connect Google')
      await walk(tab)
      expect(await play.until('success')).toMatchObject({ accounts: ['ada@work.example'], late: false })
      expect(parts.stage.questions.length).toBeGreaterThan(0)
      expect(await tab.address()).toBe(play.url + KEPT)
      expect(await parts.browser.count()).toBe(1)
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'Full-page flow: the result waits for its first listener, and survives a reload before that',
    async run(parts) {
      const opened = await openApp(parts, { mode: 'redirect', listens: 'when asked' }, KEPT)
      const { play, tab } = opened
      await tab.press('Connect Google')
      await walk(tab)
      await expect.poll(() => play.all('loaded').length).toBe(2)
      await tab.reload()
      await expect.poll(() => play.all('loaded').length).toBe(3)
      expect(play.all('success')).toEqual([])
      await tab.press('Listen')
      expect(await play.until('success')).toMatchObject({ accounts: ['ada@work.example'], late: false })
      expect(await tab.address()).toBe(play.url + KEPT)
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'Full-page flow: a refusal is received as an error',
    async run(parts) {
      const opened = await openApp(parts, { mode: 'redirect' })
      await opened.tab.press('Connect Google')
      await opened.tab.press('Continue')
      await opened.tab.press('ada@work.example')
      await opened.tab.press('Deny')
      expect((await opened.play.until('error')).code).toBe('access_denied')
      await expectEnd(opened, 'error')
    },
  },
  {
    name: 'Back in a full-page flow: the vault is asked, and the flow ends',
    async run(parts) {
      const opened = await openApp(parts, { mode: 'redirect', grace: 300 })
      await opened.tab.press('Connect Google')
      await opened.tab.sees('ada@lovelace.example')
      await opened.tab.back()
      expect((await opened.play.until('exit')).reason).toBe('closed')
      expect(parts.stage.questions.length).toBeGreaterThan(0)
    },
  },
  {
    name: 'The browser blocks the popup, and the caller allows it: the full-page flow',
    async run(parts) {
      const { play, tab } = await openApp(parts, { unasked: true, whenBlocked: 'redirect' })
      await walk(tab)
      expect((await play.until('success')).accounts).toEqual(['ada@work.example'])
    },
  },
  {
    name: 'A phone: the full-page flow by itself',
    phone: true,
    cannot: {
      webkit: 'its driver emulates no touch screen',
      desk: 'its window has a mouse; shown by Chromium',
    },
    async run(parts) {
      const opened = await openApp(parts)
      await opened.tab.press('Connect Google')
      await walk(opened.tab)
      expect((await opened.play.until('success')).accounts).toEqual(['ada@work.example'])
      expect(await parts.browser.count()).toBe(1)
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'A crafted URL does nothing',
    async run(parts) {
      const crafted = `?alter_connect_session=${'1'.repeat(32)}&alter_connect_success=true&grant_id=forged&provider=google`
      const { play, tab } = await openApp(parts, {}, crafted)
      await tab.press('Count')
      await play.until('noted', { what: 'upkeep' })
      expect(play.log.map(({ type }) => type)).toEqual(['loaded', 'noted'])
      expect(parts.stage.questions).toEqual([])
    },
  },
  ...[false, true].map((coop): Row => ({
    name: coop
      ? 'The app’s tab is reloaded in the middle, the provider sends COOP: resumed, the result from the vault'
      : 'The app’s tab is reloaded in the middle: resumed, and notified once',
    async run(parts) {
      parts.stage.provider.google.coop = coop
      const opened = await openApp(parts, coop ? patient(parts) : {})
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await popup.sees('ada@work.example')
      // Brought to the front in the moment in which COOP severs the window, the app cannot know that from its closing.
      if (coop) await loseSight(parts, play)
      await tab.reload()
      await expect.poll(() => play.all('loaded').length).toBe(2)
      await popup.front()
      await consent(popup)
      expect(await play.until('success')).toMatchObject({ accounts: ['ada@work.example'], late: false })
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  })),
  {
    name: 'A duplicated tab inherits nothing: one page goes on',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await popup.sees('ada@work.example')
      const twin = await tab.pressToOpen('Duplicate')
      await expect.poll(() => play.all('loaded').length).toBe(2)
      await twin.sees('The app')
      await popup.front()
      await consent(popup)
      await play.until('resolved')
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
]
