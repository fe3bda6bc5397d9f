import { expect } from '@playwright/test'
import {
  consent,
  expectEnd,
  loseSight,
  NEEDS_FOCUS,
  openApp,
  patient,
  reachProvider,
  type Row,
} from '../row.ts'

export const sharing: Row[] = [
  {
    name: 'Second click, same provider: one window, both callers share the outcome',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      await tab.press('Connect Google')
      expect(await parts.browser.count()).toBe(2)
      await consent(popup)
      for (const call of [1, 2]) {
        expect((await play.until('resolved', { call })).accounts).toEqual(['ada@work.example'])
      }
      expect(play.sessions).toHaveLength(1)
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'Second click: the window comes to the front',
    cannot: { ...NEEDS_FOCUS, webkit: 'WebKitGTK lets no page bring a window to the front' },
    async run(parts) {
      const { play, tab } = await openApp(parts)
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      await tab.front()
      await expect.poll(() => tab.isFront()).toBe(true)
      await tab.press('Connect Google')
      await expect.poll(() => popup.isFront()).toBe(true)
    },
  },
  {
    name: 'Second click while detached: a fresh window on the same session, first completion wins',
    async run(parts) {
      parts.stage.provider.google.coop = true
      const opened = await openApp(parts, patient(parts))
      const { play, tab } = opened
      const first = await tab.pressToOpen('Connect Google')
      await reachProvider(play, first)
      await loseSight(parts, play)
      const second = await tab.pressToOpen('Connect Google')
      await second.sees('ada@home.example')
      expect(play.sessions).toHaveLength(1)
      await consent(second, 'ada@home.example')
      for (const call of [1, 2]) {
        expect((await play.until('resolved', { call })).accounts).toEqual(['ada@home.example'])
      }
      await second.gone()
      await consent(first, 'ada@work.example')
      await first.gone()
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'Click on another provider: the first settles as replaced, and its window is navigated',
    async run(parts) {
      const { play, tab } = await openApp(parts)
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      const [replaced = ''] = play.sessions
      await tab.press('Connect GitHub')
      expect(await play.until('exit')).toMatchObject({ reason: 'replaced', certain: true })
      expect((await play.until('resolved', { call: 1 })).accounts).toEqual([])
      await popup.sees('Sign in to GitHub')
      expect(await parts.browser.count()).toBe(2)
      await expect.poll(() => play.status(replaced)).toBe('cancelled')
      await consent(popup, 'ada-lovelace')
      expect((await play.until('resolved', { call: 2 })).accounts).toEqual(['ada-lovelace'])
      await popup.gone()
    },
  },
  {
    name: 'Windows are never named: two widgets on one page do not take each other’s',
    async run(parts) {
      const { play, tab } = await openApp(parts)
      const first = await tab.pressToOpen('Connect Google')
      await reachProvider(play, first)
      const second = await tab.pressToOpen('Elsewhere Google')
      await consent(second, 'ada@home.example')
      expect((await play.until('success', { widget: 2 })).accounts).toEqual(['ada@home.example'])
      expect(play.all('success', { widget: 1 })).toEqual([])
      await consent(first, 'ada@work.example')
      expect((await play.until('success', { widget: 1 })).accounts).toEqual(['ada@work.example'])
    },
  },
]
