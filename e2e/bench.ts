// Measures our client beside the published one, in one run, with the same vault and provider: `pnpm bench [--rounds
// 20]`.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from '@playwright/test'
import { findChromium } from './chromium.ts'
import { DESK, openDisplay } from './display.ts'
import { type Client, type Embed, startEmbed } from './embed.ts'
import {
  type IdlePage,
  measureCut,
  type Measured,
  measureExit,
  measureExitAway,
  measureFlow,
  openIdle,
} from './measure.ts'
import { missing } from './process.ts'

/** With fewer rounds the bench is only tried out and leaves the README as it is. */
const ROUNDS = 20
const { values } = parseArgs({ options: { rounds: { type: 'string', default: String(ROUNDS) } } })
/** Seconds that each idle page is watched. */
const IDLE_FOR = 5
const CLIENTS = ['ours', 'published'] as const
/** More sessions than all rounds create. */
const SESSIONS = 10_000

interface Row {
  name: string
  ours: Measured[]
  published: Measured[]
}

function row(name: string): Row {
  return { name, ours: [], published: [] }
}
const rows = {
  opened: row('click → window open, with a token endpoint that takes 300 ms'),
  painted: row('click → first content of the Connect page, likewise'),
  paintedAfterToken: row('session token → first content of the Connect page'),
  success: row('provider’s redirect → `onSuccess`'),
  cut: row('the same, the provider’s pages sending COOP `same-origin`'),
  exit: row('window closed on the Connect page → `onExit`'),
  exitAway: row('window closed at the provider → `onExit`'),
  idle: row('CPU time in a second with an instance and no flow'),
}

async function runRound(pages: Record<Client, Page>, embed: Embed, focused: boolean): Promise<void> {
  for (const client of CLIENTS) {
    const page = pages[client]
    const flow = await measureFlow(page, embed, client)
    rows.opened[client].push(flow.opened)
    rows.success[client].push(flow.success)
    rows.cut[client].push(await measureCut(page, embed, client))
    const left = await measureExit(page, embed, client)
    rows.painted[client].push(left.painted)
    rows.paintedAfterToken[client].push(left.paintedAfterToken)
    rows.exit[client].push(left.exit)
    if (focused) rows.exitAway[client].push(await measureExitAway(page, embed, client))
  }
}

async function openPage(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

/** The median; `undefined` when most of the results never came. */
function median(measured: Measured[]): Measured {
  const sorted = measured.map((one) => one ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  return middle === Number.POSITIVE_INFINITY ? undefined : middle
}

function milliseconds(value: Measured): string {
  return value === undefined ? '**lost**' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}

function line(name: string, ours: Measured, published: Measured): string {
  // Results below a millisecond are mostly noise.
  const isComparable = ours !== undefined && published !== undefined && ours >= 1
  const ratio = isComparable ? `${(published / ours).toFixed(1)} ×` : ''
  return `| ${name} | ${milliseconds(ours)} | ${milliseconds(published)} | ${ratio} |`
}

function tableOf(idle: Record<Client, IdlePage>): string {
  const measured = Object.values(rows).map(({ name, ours, published }) =>
    ours.length === 0
      ? `| ${name} | no window manager here | | |`
      : line(name, median(ours), median(published)),
  )
  return [
    '| | `@alter/connect` | `@alter-ai/connect` 0.8.0 | ratio |',
    '|---|---:|---:|---:|',
    ...measured,
    `| timers, listeners and requests that import and create start | ${idle.ours.started} | ${idle.published.started} | |`,
  ].join('\n')
}

async function bench(browser: Browser, embed: Embed, focused: boolean): Promise<string> {
  const pages = { ours: await openPage(browser), published: await openPage(browser) }
  // A first flow without a measurement fills caches, keys and connections.
  for (const client of CLIENTS) await measureFlow(pages[client], embed, client)
  const rounds = Number(values.rounds)
  for (let round = 1; round <= rounds; round += 1) {
    await runRound(pages, embed, focused)
    process.stderr.write(`round ${round} of ${rounds}\n`)
  }
  const idle = {
    ours: await openIdle(await openPage(browser), embed, 'ours'),
    published: await openIdle(await openPage(browser), embed, 'published'),
  }
  for (let second = 0; second < IDLE_FOR; second += 1) {
    for (const client of CLIENTS) rows.idle[client].push(await idle[client].measure())
  }
  return `${tableOf(idle)}\n\nMedians of ${rounds}; Chromium ${browser.version()}, ${cpus().length} cores.`
}

function intoReadme(text: string): void {
  const readme = join(import.meta.dirname, '../README.md')
  const table = /(?<=<!-- bench -->\n)[^]*?(?=<!-- \/bench -->)/
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(table, () => `${text}\n`),
  )
}

const closers: (() => unknown)[] = []
try {
  // The meaning of a closed window depends on the focus, which follows windows only with a window manager.
  const isDesk = process.platform !== 'linux' || Boolean(process.env['DISPLAY'])
  const display = isDesk || missing(DESK).length > 0 ? undefined : await openDisplay()
  closers.push(() => display?.close())
  const focused = isDesk || display !== undefined
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: !focused,
    env: { ...process.env, ...display?.env },
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    // Users have a popup blocker, so the bench has one too.
    ignoreDefaultArgs: ['--disable-popup-blocking'],
  })
  closers.push(() => browser.close())
  // Each round leaves ten open sessions of one user, which exceeds a vault's usual limit.
  const embed = await startEmbed({ sessionsPerUser: SESSIONS })
  closers.push(() => embed.close())
  const text = await bench(browser, embed, focused)
  process.stdout.write(`${text}\n`)
  if (Number(values.rounds) >= ROUNDS) intoReadme(text)
} finally {
  for (const close of closers.toReversed()) await close()
}
