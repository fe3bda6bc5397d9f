import { setTimeout } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import { consent } from './demo.ts'
import type { Client, Embed } from './embed.ts'

/** Waits for the first words. The tiles of app and provider are there before, with both clients. */
const FIRST_WORDS = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const words = list.getEntries().find(({ element }) => element && !element.closest('.pair'))
    if (words) resolve(performance.timeOrigin + words.startTime)
  }).observe({ type: 'largest-contentful-paint', buffered: true })
})`
const ACCOUNT = 'ada@work.example'
const PICKER = 'google,github'
/** How long a result may take before it counts as lost. Milliseconds. */
const LOST_AFTER = 3000

/** Milliseconds; `undefined` when the expected event did not come. */
export type Measured = number | undefined

type Times = Partial<Record<'clicked' | 'opened' | 'minted' | 'success' | 'exit' | 'error', number>>

function timesOf(page: Page): Promise<Times> {
  return page.evaluate('times')
}

function between(from: number | undefined, to: number | undefined): Measured {
  return from === undefined || to === undefined ? undefined : to - from
}

/** Waits until the flow is settled. Nothing follows afterwards. */
async function settled(page: Page): Promise<Times> {
  const outcome = 'times.success || times.exit || times.error'
  await page.waitForFunction(outcome, undefined, { timeout: LOST_AFTER }).catch(() => {})
  return timesOf(page)
}

/** Gives a page its real focus until it leaves its site. Playwright pretends that every page has the focus. */
async function useRealFocus(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  // A session can only switch off what it has switched on.
  for (const enabled of [true, false]) await session.send('Emulation.setFocusEmulationEnabled', { enabled })
}

/** Clicks the app's button, on a page as after a first visit. */
async function click(page: Page, embed: Embed, client: Client, query = ''): Promise<Page> {
  await page.context().clearCookies()
  await page.goto(`${embed.page(client, `timed-${client}`)}?${query}`)
  await page.bringToFront()
  await useRealFocus(page)
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect' }).click()
  return opening
}

/** The same, until the provider asks. */
async function toProvider(page: Page, embed: Embed, client: Client, query?: string): Promise<Page> {
  const popup = await click(page, embed, client, query)
  // The published client never answers the page's hello, so the user must confirm.
  if (client === 'published') await popup.getByRole('button', { name: 'Continue' }).click()
  await popup.getByRole('button', { name: ACCOUNT }).waitFor()
  return popup
}

async function agree(page: Page, embed: Embed, popup: Page): Promise<Measured> {
  const closed = popup.waitForEvent('close')
  await consent(popup, ACCOUNT)
  await closed
  return between(embed.redirectedAt(), (await settled(page)).success)
}

/** A whole flow, with a token endpoint that takes 300 ms. */
export async function measureFlow(
  page: Page,
  embed: Embed,
  client: Client,
): Promise<{ opened: Measured; success: Measured }> {
  const popup = await toProvider(page, embed, client, 'after=300')
  const { clicked, opened } = await timesOf(page)
  return { opened: between(clicked, opened), success: await agree(page, embed, popup) }
}

/** A whole flow with a provider whose pages cut the window off. */
export async function measureCut(page: Page, embed: Embed, client: Client): Promise<Measured> {
  embed.provider.google.coop = true
  try {
    return await agree(page, embed, await toProvider(page, embed, client))
  } finally {
    embed.provider.google.coop = false
  }
}

async function closeWindow(page: Page, popup: Page): Promise<Measured> {
  const closedAt = performance.timeOrigin + performance.now()
  await popup.close()
  return between(closedAt, (await settled(page)).exit)
}

/** The user closes the window on the Connect page. */
export async function measureExit(
  page: Page,
  embed: Embed,
  client: Client,
): Promise<{ painted: Measured; paintedAfterToken: Measured; exit: Measured }> {
  const popup = await click(page, embed, client, `after=300&providers=${PICKER}`)
  await popup.getByRole('heading', { level: 1 }).waitFor()
  const painted: number = await popup.evaluate(FIRST_WORDS)
  const { clicked, minted } = await timesOf(page)
  return {
    painted: between(clicked, painted),
    paintedAfterToken: between(minted, painted),
    exit: await closeWindow(page, popup),
  }
}

/** The user closes the window at the provider. */
export async function measureExitAway(page: Page, embed: Embed, client: Client): Promise<Measured> {
  return closeWindow(page, await toProvider(page, embed, client))
}

/** A page that has made an instance and runs no flow. */
export interface IdlePage {
  /** How many timers, listeners, requests and the like importing and creating set going. */
  started: number
  /** CPU time of the page over a second, in milliseconds. */
  measure(): Promise<number>
}

export async function openIdle(page: Page, embed: Embed, client: Client): Promise<IdlePage> {
  await page.goto(embed.page(client, 'idle'), { waitUntil: 'networkidle' })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  async function spent(): Promise<number> {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  const started: unknown[] = await page.evaluate('started')
  return {
    started: started.length,
    async measure() {
      const before = await spent()
      await setTimeout(1000)
      return (await spent()) - before
    },
  }
}
