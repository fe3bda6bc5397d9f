import { expect } from '@playwright/test'
import { consent, expectEnd, NOTHING, openApp, patient, reachProvider, type Row } from '../row.ts'

export const opening: Row[] = [
  {
    name: 'The browsers are as users have them: popup blocker on, storage partitioned, three sites',
    async run({ stage, browser }) {
      const { places } = stage
      const tab = await browser.open(`${places.frame}/probe#write`)
      await tab.sees('Found: yes')
      await tab.goto(`${places.app}/around-probe`)
      await tab.frame().sees('Found: null')
      const play = stage.play({ unasked: true })
      await tab.goto(play.url)
      await play.until('state', { status: 'blocked' })
    },
  },
  {
    name: 'Idle costs nothing: no timer, no listener, no request while no flow runs',
    async run(parts) {
      const opened = await openApp(parts)
      await opened.tab.press('Count')
      expect((await opened.play.until('noted', { what: 'upkeep' })).value).toBe(NOTHING)
      const popup = await opened.tab.pressToOpen('Connect Google')
      await consent(popup)
      await opened.play.until('resolved')
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'The token must first be fetched: the popup opens in the click, empty, and is navigated when the token arrives',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const release = play.holdSessions()
      const popup = await tab.pressToOpen('Connect Google')
      expect(await popup.address()).toBe('about:blank')
      expect(play.sessions).toEqual([])
      release()
      await consent(popup)
      expect((await play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
  ...(['function', 'promise', 'answer', 'string'] as const).map((token): Row => ({
    name: `The token may be ${{ function: 'a function', promise: 'a promise', answer: 'what minting answered', string: 'a string' }[token]}`,
    async run(parts) {
      const opened = await openApp(parts, { token })
      const popup = await opened.tab.pressToOpen('Connect Google')
      await reachProvider(opened.play, popup)
      await consent(popup)
      await opened.play.until('resolved')
      await expectEnd(opened, 'success')
    },
  })),
  {
    name: 'If fetching the token fails, the popup closes and the error says why',
    async run(parts) {
      const opened = await openApp(parts)
      const { play, tab } = opened
      const release = play.holdSessions()
      const popup = await tab.pressToOpen('Connect Google')
      play.broken = true
      release()
      await popup.gone()
      expect((await play.until('rejected')).code).toBe('session_failed')
      expect(await play.until('error')).toMatchObject({ retryable: true, cause: 'session: 500' })
      await expectEnd(opened, 'error')
    },
  },
  {
    name: 'The browser blocks the popup: state blocked, with retry() from a fresh click',
    async run(parts) {
      const { play, tab } = await openApp(parts, { unasked: true })
      await play.until('state', { status: 'blocked' })
      expect((await play.until('rejected')).code).toBe('popup_blocked')
      expect(play.sessions).toEqual([])
      const popup = await tab.pressToOpen('Retry')
      await consent(popup)
      expect((await play.until('success')).accounts).toEqual(['ada@work.example'])
    },
  },
  {
    name: 'open() resolves once launched and notifies the callbacks',
    async run(parts) {
      const opened = await openApp(parts)
      const popup = await opened.tab.pressToOpen('Open Google')
      await consent(popup)
      expect((await opened.play.until('notified')).outcome).toBe('success')
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'The host page itself sends COOP same-origin: works, with one confirmation click, by the vault',
    async run(parts) {
      const opened = await openApp(parts, { ...patient(parts), coop: true })
      const popup = await opened.tab.pressToOpen('Connect Google')
      await popup.sees('ada@lovelace.example')
      await popup.press('Continue')
      await consent(popup)
      expect((await opened.play.until('resolved')).accounts).toEqual(['ada@work.example'])
      await popup.gone()
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'The host is inside a cross-site iframe: works by popup and vault',
    remark: {
      firefox: 'its driver cannot point into the frame: the click is a script’s, activation granted',
    },
    async run(parts) {
      const opened = await openApp(parts, { frame: 'cross-site' })
      const popup = await opened.tab.pressToOpen('Connect Google')
      await consent(popup)
      await opened.play.until('resolved')
      await expectEnd(opened, 'success')
    },
  },
  {
    name: 'The host is inside an iframe sandboxed without popups: a coded error that says what is missing',
    remark: {
      firefox: 'its driver cannot point into the frame: the click is a script’s, activation granted',
    },
    async run(parts) {
      const opened = await openApp(parts, { frame: 'without-popups' })
      await opened.tab.press('Connect Google')
      const { code, message } = await opened.play.until('rejected')
      expect([code, message]).toEqual(['popup_blocked', expect.stringContaining('allow-popups')])
      await expectEnd(opened, 'error')
    },
  },
]
