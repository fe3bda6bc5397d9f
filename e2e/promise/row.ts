import { expect } from '@playwright/test'
import type { Tab, UserBrowser } from './driver.ts'
import type { EngineName } from './engines.ts'
import type { Play } from './play.ts'
import type { Scene } from './scene.ts'
import type { Stage } from './stage.ts'

export interface RowParts {
  engine: EngineName
  stage: Stage
  browser: UserBrowser
}

/** A row of the table of promises, as a visible course of events. */
export interface Row {
  name: string
  /** On a phone's screen, which is touched. */
  phone?: true
  /** Why an engine cannot show it with its driver. */
  cannot?: Partial<Record<EngineName, string>>
  /** How an engine with its driver differs from what a user would see. */
  remark?: Partial<Record<EngineName, string>>
  run: (parts: RowParts) => Promise<void>
}

/** Playwright's Chromium says that every page has the focus. */
export const NEEDS_FOCUS: Required<Row>['cannot'] = {
  chromium: 'Playwright emulates the focus of every page; shown by Chromium on a desk',
}

/** Long enough to play no part. Milliseconds. */
export const NEVER = 60_000

/** For rows that are not about the focus: a page that seems to have it must not give up. */
export function patient({ engine }: RowParts): Partial<Scene> {
  return engine === 'chromium' ? { grace: NEVER } : {}
}

export interface Opened {
  play: Play
  tab: Tab
}

/** The app in a browser, ready to be clicked. */
export async function openApp(
  { stage, browser }: RowParts,
  scene: Partial<Scene> = {},
  /** After the app's address: a query, a fragment. */
  rest = '',
): Promise<Opened> {
  const play = stage.play(scene)
  const page = await browser.open(play.url + rest)
  const tab = scene.frame === undefined || scene.frame === 'none' ? page : page.frame()
  await play.until('loaded')
  return { play, tab }
}

/** What the user does at the local Google. */
export async function consent(popup: Tab, account = 'ada@work.example'): Promise<void> {
  await popup.press(account)
  await popup.press('Allow')
}

/** The user is at the provider, and both pages know it. */
export async function reachProvider(play: Play, popup: Tab): Promise<void> {
  await popup.sees('ada@work.example')
  await play.until('event', { name: 'authorization_started' })
}

/** The app has lost sight of the window. If the focus is only emulated, the app cannot know that. */
export async function loseSight({ engine }: RowParts, play: Play): Promise<void> {
  if (engine !== 'chromium') await play.until('state', { status: 'detached' })
}

/** Expects that the flow ended once in this way, and costs nothing any more. */
export async function expectEnd(
  { play, tab }: Opened,
  outcome: 'success' | 'error' | 'exit',
  { isOver = true }: { isOver?: boolean } = {},
): Promise<void> {
  const before = play.all('noted', { what: 'upkeep' }).length
  await tab.press('Count')
  await expect.poll(() => play.all('noted', { what: 'upkeep' }).length).toBeGreaterThan(before)
  const outcomes = play.log.filter(({ type }) => ['success', 'error', 'exit'].includes(type))
  expect(
    outcomes.map(({ type }) => type),
    play.history(),
  ).toEqual([outcome])
  const upkeep = play.all('noted', { what: 'upkeep' }).at(-1)?.value
  if (isOver) expect(upkeep, play.history()).toBe(NOTHING)
}

/** No timer, no listener, no request. */
export const NOTHING = JSON.stringify({ timers: 0, listeners: 0, requests: 0 })
