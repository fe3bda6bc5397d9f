// What a first visit and a second one of the Wallet cost, in a real browser: `pnpm bench wallet`. Writes the README of its package.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { findChromium } from '../chromium.ts'
import { startStandIn } from './stand-in.ts'
import { approval, connection } from './world.ts'

const ROUNDS = 7
/** A phone on a slow network, as Lighthouse has it. @see https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md */
const PHONE = { latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9 }
const SLOWER = 4

interface Visit {
  /** First content, in milliseconds from the click. */
  firstContent: number
  /** The largest content: the page is there. */
  largestContent: number
  /** How far what was shown moved by itself. */
  shift: number
  /** Milliseconds of tasks beyond 50 ms each. */
  blocked: number
  /** All that came over the network, headers included. */
  bytes: number
}

const WATCH = `
  globalThis.seen = { largest: 0, shift: 0, blocked: 0 }
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
  watch('largest-contentful-paint', (entry) => { seen.largest = entry.startTime })
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value })
  watch('longtask', (entry) => { seen.blocked += entry.duration - 50 })
`

async function visit(page: Page, url: string): Promise<Visit> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, ...PHONE })
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await page.addInitScript(WATCH)
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.getByRole('heading', { level: 1 }).waitFor()
  const [firstContent = Number.NaN, largestContent = Number.NaN, shift = Number.NaN, blocked = Number.NaN] =
    await page.evaluate<number[]>(
      `[performance.getEntriesByName('first-contentful-paint')[0].startTime, seen.largest, seen.shift, seen.blocked]`,
    )
  await session.detach()
  return { firstContent, largestContent, shift, blocked, bytes }
}

function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

function row(name: string, visits: Visit[]): string {
  function of(field: keyof Visit): number {
    return median(visits.map((one) => one[field]))
  }
  const figures = [
    `${Math.round(of('firstContent'))} ms`,
    `${Math.round(of('largestContent'))} ms`,
    of('shift').toFixed(3),
    `${Math.round(of('blocked'))} ms`,
    Math.round(of('bytes')).toLocaleString('en-US'),
  ]
  return `| ${name} | ${figures.join(' | ')} |`
}

const PAGES = [
  ['overview', '/'],
  ['activity, 100,000 rows', '/activity'],
  ['approval', '/approvals/a1'],
  ['app, 40 connections', '/apps/daybreak'],
] as const

const executablePath = findChromium()
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const vault = await startStandIn()
try {
  const { world } = vault
  world.rows = 100_000
  for (let index = 0; index < 37; index += 1) {
    world.connections.push(connection(`c${index}`, 'google', `person-${index}@work.example`))
  }
  world.approvals = [approval('a1')]
  const rows: string[] = []
  for (const [name, path] of PAGES) {
    const visits: Record<'first' | 'second', Visit[]> = { first: [], second: [] }
    for (let round = 0; round < ROUNDS; round += 1) {
      const context: BrowserContext = await browser.newContext({ viewport: { width: 360, height: 740 } })
      for (const which of ['first', 'second'] as const) {
        const page = await context.newPage()
        visits[which].push(await visit(page, vault.url + path))
        await page.close()
      }
      await context.close()
    }
    rows.push(row(`${name}, first visit`, visits.first), row('· second visit', visits.second))
  }
  const text = [
    '| page | first content | largest content | layout shift | blocked | bytes |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows,
    '',
    `Medians of ${ROUNDS}; a phone's screen, Lighthouse's slow 4G and a CPU slowed down ${SLOWER} times; Chromium ${browser.version()}, ${cpus().length} cores.`,
  ].join('\n')
  process.stdout.write(`${text}\n`)
  const readme = join(import.meta.dirname, '../../packages/wallet-page/README.md')
  const block = /(?<=<!-- bench -->\n)[^]*?(?=<!-- \/bench -->)/
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(block, () => `${text}\n`),
  )
} finally {
  await vault.close()
  await browser.close()
}
