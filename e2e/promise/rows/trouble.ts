import { expect } from '@playwright/test'
import { consent, expectEnd, openApp, reachProvider, type Row } from '../row.ts'

export const trouble: Row[] = [
  {
    name: 'A forged message, of another origin, window, session or shape, is ignored; the flow goes on',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      await tab.press('Forge')
      await play.until('noted', { what: 'forged' })
      await consent(popup)
      expect((await play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await expectEnd(opened, 'success', { isOver: false })
    },
  },
  {
    name: 'The network drops: the window’s messages still settle the flow',
    async run(parts) {
      parts.stage.cutOff = true
      const opened = await openApp(parts)
      const popup = await opened.tab.pressToOpen('Connect Google')
      await consent(popup)
      expect((await opened.play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'The network drops while detached, and comes back: the question is asked again',
    async run(parts) {
      parts.stage.provider.google.coop = true
      parts.stage.cutOff = true
      const opened = await openApp(parts, { grace: 60_000 })
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await consent(popup)
      await popup.gone()
      expect(play.all('resolved')).toEqual([])
      parts.stage.cutOff = false
      expect((await play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'The app’s CSP lacks connect-src for the vault: the window’s messages still settle the flow',
    async run(parts) {
      const opened = await openApp(parts, { reachesVault: false })
      const popup = await opened.tab.pressToOpen('Connect Google')
      await consent(popup)
      expect((await opened.play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'Back in the popup, from the provider: the page goes on, and so does the flow',
    async run(parts) {
      const opened = await openApp(parts)
      const popup = await opened.tab.pressToOpen('Connect something')
      await popup.press('Google')
      await reachProvider(opened.play, popup)
      await popup.back()
      await popup.sees('Choose where to start')
      await popup.press('Google')
      await consent(popup)
      await popup.press('Done')
      expect((await opened.play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'Back in the popup onto a used callback: the outcome, not an error',
    async run(parts) {
      const opened = await openApp(parts)
      const popup = await opened.tab.pressToOpen('Connect something')
      await popup.press('Google')
      await consent(popup)
      await popup.sees('Connected: ada@work.example')
      await popup.goto(parts.stage.lastCallback)
      await popup.sees('Connected: ada@work.example')
      await popup.press('Done')
      expect((await opened.play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await expectEnd(opened, 'success')
    },
  },
]
