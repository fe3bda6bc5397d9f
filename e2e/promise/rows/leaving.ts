import { setTimeout as pause } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { consent, expectEnd, NEEDS_FOCUS, openApp, reachProvider, type Row } from '../row.ts'

/** How soon an exit is received, in milliseconds. */
const SOON = 300
/** What two busy cores may add, in milliseconds. */
const MACHINE = 500
/** Short, so that a wrong exit would be seen, in milliseconds. */
const GRACE = 300

export const leaving: Row[] = [
  {
    name: 'The window is gone while it is still empty: exit within 300 ms, certain',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const release = play.holdSessions()
      const popup = await tab.pressToOpen('Connect Google')
      await popup.close()
      const exit = await play.until('exit')
      expect(exit).toMatchObject({ reason: 'closed', certain: true })
      expect(exit.waited).toBeLessThan(SOON + MACHINE)
      release()
      await expectEnd(opened, 'exit', { isOver: false })
    },
  },
  {
    name: 'The window is gone before authorization_started: exit within 300 ms, certain',
    async run(parts) {
      const opened = await openApp(parts)
      const popup = await opened.tab.pressToOpen('Connect something')
      await popup.sees('Choose where to start')
      await popup.close()
      const exit = await opened.play.until('exit')
      expect(exit).toMatchObject({ reason: 'closed', certain: true })
      expect(exit.waited).toBeLessThan(SOON + MACHINE)
      await expectEnd(opened, 'exit')
    },
  },
  {
    name: 'A provider page sends COOP: detached, never an exit while the app is unfocused, the result from the vault',
    cannot: NEEDS_FOCUS,
    async run(parts) {
      parts.stage.provider.google.coop = true
      const opened = await openApp(parts, { grace: GRACE })
      const popup = await opened.tab.pressToOpen('Connect Google')
      await opened.play.until('state', { status: 'detached' })
      // The user types at the provider, for longer than any grace.
      await popup.press('Use another account')
      await popup.sees('E-mail')
      await pause(3 * GRACE)
      await popup.type('ada@typed.example')
      await popup.press('Allow')
      expect((await opened.play.until('resolved')).accounts).toEqual(['ada@typed.example'])
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'At the provider, closed and the focus comes back: a question to the vault, then exit, uncertain, within 300 ms and a round trip',
    cannot: NEEDS_FOCUS,
    async run(parts) {
      const { play, tab } = await openApp(parts)
      const popup = await tab.pressToOpen('Connect Google')
      await reachProvider(play, popup)
      await popup.close()
      const exit = await play.until('exit')
      expect(exit).toMatchObject({ reason: 'closed', certain: false })
      expect(exit.waited).toBeLessThan(SOON + MACHINE)
      expect(parts.stage.questions).toContain('result?wait=0')
      expect(play.all('state', { status: 'detached' })).toEqual([])
    },
  },
  {
    name: 'Detached, and focus comes back later: still pending after grace, exit, uncertain; a late success fires on the bus',
    cannot: NEEDS_FOCUS,
    async run(parts) {
      parts.stage.provider.google.coop = true
      const { play, tab } = await openApp(parts, { grace: GRACE })
      const popup = await tab.pressToOpen('Connect Google')
      await play.until('state', { status: 'detached' })
      const turning = Date.now()
      await tab.front()
      const exit = await play.until('exit')
      expect(exit).toMatchObject({ reason: 'closed', certain: false })
      expect(exit.at - turning).toBeGreaterThanOrEqual(GRACE)
      expect((await play.until('resolved')).accounts).toEqual([])
      await popup.front()
      await consent(popup)
      expect(await play.until('success')).toMatchObject({ accounts: ['ada@work.example'], late: true })
      await popup.gone()
    },
  },
  {
    name: 'Detached, and focus comes back with the result: no exit',
    cannot: NEEDS_FOCUS,
    async run(parts) {
      parts.stage.provider.google.coop = true
      const opened = await openApp(parts, { grace: GRACE })
      const popup = await opened.tab.pressToOpen('Connect Google')
      await opened.play.until('state', { status: 'detached' })
      await consent(popup)
      await popup.gone()
      await opened.tab.front()
      await opened.play.until('resolved')
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'A success after an uncertain exit is received, marked late',
    async run(parts) {
      parts.stage.provider.google.coop = true
      const { play, tab } = await openApp(parts, { grace: GRACE })
      const popup = await tab.pressToOpen('Connect Google')
      await popup.sees('ada@work.example')
      await tab.front()
      expect((await play.until('exit')).certain).toBe(false)
      await consent(popup)
      expect((await play.until('success')).late).toBe(true)
      expect(play.all('exit')).toHaveLength(1)
    },
  },
]
