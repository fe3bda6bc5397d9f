import { expect } from '@playwright/test'
import { expectEnd, openApp, reachProvider, type Row } from '../row.ts'

export const ending: Row[] = [
  ...(['Close', 'Destroy'] as const).map((deed): Row => ({
    name: `${deed === 'Close' ? 'close()' : 'Unmount, destroy()'}: popup closed, session cancelled at the vault, settled as exit`,
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      await tab.press(deed)
      expect(await play.until('exit')).toMatchObject({ reason: 'cancelled', certain: true })
      await popup.gone()
      await expect.poll(() => play.status()).toBe('cancelled')
      await expectEnd(opened, 'exit')
    },
  })),
  {
    name: 'signal aborts: popup closed, session cancelled at the vault, settled as aborted',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      await tab.press('Abort')
      expect((await play.until('rejected')).code).toBe('aborted')
      expect(await play.until('error')).toMatchObject({ code: 'aborted', cause: 'left' })
      await popup.gone()
      await expect.poll(() => play.status()).toBe('cancelled')
      await expectEnd(opened, 'error')
    },
  },
  {
    name: 'destroy(), then open, connect, close, on, off, isOpen: sdk_destroyed; a second destroy() is silent',
    async run(parts) {
      const { play, tab } = await openApp(parts)
      await tab.press('Destroy')
      await tab.press('Use it destroyed')
      for (const what of ['open', 'connect', 'close', 'on', 'off', 'isOpen']) {
        expect((await play.until('noted', { what })).value).toBe('sdk_destroyed')
      }
      expect((await play.until('noted', { what: 'destroy' })).value).toBe('silent')
      expect(await parts.browser.count()).toBe(1)
    },
  },
  {
    name: 'Session expires while the popup is open: session_expired, retryable',
    async run(parts) {
      const opened = await openApp(parts, { vault: 'short' })
      const popup = await opened.tab.pressToOpen('Connect something')
      await popup.sees('Choose where to start')
      expect((await opened.play.until('rejected')).code).toBe('session_expired')
      expect((await opened.play.until('error')).retryable).toBe(true)
      await popup.gone()
      await expectEnd(opened, 'error')
    },
  },
  {
    name: 'Cancel on the page: exit, certain',
    async run(parts) {
      const opened = await openApp(parts)
      const popup = await opened.tab.pressToOpen('Connect something')
      await popup.press('Cancel')
      expect(await opened.play.until('exit')).toMatchObject({ reason: 'closed', certain: true })
      await popup.gone()
      await expectEnd(opened, 'exit')
    },
  },
]
