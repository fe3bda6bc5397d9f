// Compares a vault whose database is full with one whose database is empty:
// `pnpm bench vault --scale [--users 200000] [--audit 1000000]`.
import { parseArgs } from 'node:util'
import { type GrantPage, HEADER } from '@alter/protocol'
import { request } from 'undici'
import { findPostgres, startCluster } from '../test/postgres/cluster.ts'
import { spawnCommand } from '../test/processes.ts'
import { fill } from './fill.ts'
import { load, quantile } from './load.ts'
import { measureConnects } from './measure.ts'
import { METRICS_TOKEN, openStage, type Stage, startProgram } from './stage.ts'

const { values } = parseArgs({
  options: {
    scale: { type: 'boolean' },
    users: { type: 'string', default: '200000' },
    audit: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '3' },
    sqlite: { type: 'boolean' },
  },
})
const USERS = Number(values.users)
const ROWS = Number(values.audit)
const LIFE = Number(values.seconds) * 1000
const ROUNDS = 5
const CONNECTIONS = 16
const PAGES = 50
/** How long a listing may block the event loop. Milliseconds. */
const LONGEST = 50

interface Figures {
  uses: number[]
  connects: number[]
  /** How long each page of a listing takes. Milliseconds. */
  pages: number[]
  /** How long a page in the middle takes when it is asked for by offset. Milliseconds. */
  offsets: number[]
  /** The longest blocks of the event loop. Milliseconds. */
  stalls: number[]
  /** How long each command takes. Milliseconds. */
  commands: Record<string, number>
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

async function list(stage: Stage, query: string): Promise<GrantPage> {
  const url = `${stage.vaults[0]?.url}/sdk/grants?all=true&limit=200&${query}`
  const { statusCode, body } = await request(url, { headers: { [HEADER.apiKey]: stage.system.apiKey } })
  const page = JSON.parse(await body.text())
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`)
  return page
}

/** The longest block of the event loop since the last call. Milliseconds. */
async function longestStall(stage: Stage): Promise<number> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  const { body } = await request(`${stage.vaults[0]?.url}/metrics`, { headers })
  const [, seconds] = /eventloop_lag_seconds\{quantile="1"\} (\S+)/.exec(await body.text()) ?? []
  return Number(seconds) * 1000
}

async function measureListings(stage: Stage, figures: Figures): Promise<void> {
  await longestStall(stage)
  let cursor = ''
  for (let page = 0; page < PAGES; page += 1) {
    const start = performance.now()
    const { next_cursor } = await list(stage, cursor && `cursor=${cursor}`)
    figures.pages.push(performance.now() - start)
    cursor = next_cursor ?? ''
  }
  figures.offsets.push(await timed(() => list(stage, `offset=${Math.floor(USERS / 2)}`)))
  figures.stalls.push(await longestStall(stage))
}

async function measureCommands(stage: Stage, figures: Figures): Promise<void> {
  const { folder } = stage.system
  for (const words of [['apps'], ['audit', '--user', 'user-0'], ['audit', '--grant', 'no-such-grant']]) {
    figures.commands[words.join(' ')] = await timed(() => spawnCommand(folder, words))
  }
}

function median(figures: number[]): number {
  return quantile(
    figures.toSorted((a, b) => a - b),
    0.5,
  )
}

function empty(): Figures {
  return { uses: [], connects: [], pages: [], offsets: [], stalls: [], commands: {} }
}

async function compare(name: string, upstream: string, postgres: string | null): Promise<boolean> {
  const stages = [
    await openStage(upstream, postgres, 1, true),
    await openStage(upstream, postgres, 1, true),
  ] as const
  const [small, large] = stages
  const both = [empty(), empty()] as const
  try {
    await fill(large.system, USERS, ROWS)
    const pairs = [
      [small, both[0]],
      [large, both[1]],
    ] as const
    for (const [stage] of pairs) await load(stage.use(0, '/json'), CONNECTIONS, LIFE)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [stage, { uses }] of pairs)
        uses.push((await load(stage.use(0, '/json'), CONNECTIONS, LIFE)).perSecond)
      for (const [stage, { connects }] of pairs) connects.push(await measureConnects(stage))
      for (const [stage, figures] of pairs) await measureListings(stage, figures)
    }
    for (const [stage, figures] of pairs) await measureCommands(stage, figures)
  } finally {
    await Promise.all(stages.map((stage) => stage.stop()))
  }
  const [ofSmall, ofLarge] = both
  function row(what: string, read: (figures: Figures) => number, unit: string): string {
    const [before, after] = [read(ofSmall), read(ofLarge)]
    return `| ${name}: ${what} | ${before.toFixed(1)} ${unit} | ${after.toFixed(1)} ${unit} | ${((100 * after) / before).toFixed(0)} % |`
  }
  const stall = Math.max(...ofLarge.stalls)
  process.stdout.write(
    `${[
      row('uses', ({ uses }) => median(uses), 'a second'),
      row('connects', ({ connects }) => median(connects), 'a second'),
      row('a page of `all=true` by cursor', ({ pages }) => median(pages), 'ms'),
      row('a page of `all=true` by offset, from the middle', ({ offsets }) => median(offsets), 'ms'),
      row('longest stall while listing', ({ stalls }) => Math.max(...stalls), 'ms'),
      ...Object.keys(ofSmall.commands).map((words) =>
        row(`\`alter-vault ${words}\``, ({ commands }) => commands[words] ?? Number.NaN, 'ms'),
      ),
    ].join('\n')}\n`,
  )
  return stall < LONGEST
}

process.stdout.write(
  `| ${USERS} users and grants, ${ROWS} audit rows | empty | full | of the empty one |\n|---|---:|---:|---:|\n`,
)
const programs = values.sqlite ? null : await findPostgres()
const cluster = programs === null ? null : await startCluster(programs, { durable: true })
const upstream = await startProgram('upstream.ts')
try {
  const flat = [await compare('SQLite', upstream.url, null)]
  if (cluster) flat.push(await compare('PostgreSQL', upstream.url, cluster.url))
  if (flat.includes(false)) process.exitCode = 1
} finally {
  await upstream.stop()
  await cluster?.stop()
}
