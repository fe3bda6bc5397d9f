// Measures the vault's proxy beside a bare one, flows, a refresh storm and memory, all in one run:
// `pnpm bench vault [--seconds 3]`.
import { readFile, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findPostgres, startCluster } from '../test/postgres/cluster.ts'
import { load, type Load, quantile, type Target } from './load.ts'
import { measureConnects, measureMemory, measureStorm } from './measure.ts'
import { type Actor, openStage, type Stage, startProgram } from './stage.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } })
const LIFE = Number(values.seconds) * 1000
const ROUNDS = 5
const CONNECTIONS = 16

/** An agent's call should cost as much as its user's call, so one run measures both. */
const ACTORS: readonly { actor: Actor; suffix: string }[] = [
  { actor: 'app', suffix: '' },
  { actor: 'agent', suffix: ', by an agent' },
  { actor: 'agent alone', suffix: ', by an agent without the user’s token' },
]

const README = join(import.meta.dirname, '../README.md')
const ROOT_README = join(import.meta.dirname, '../../../README.md')
const BLOCK = /(<!-- vault-bench -->\n)[\s\S]*(<!-- \/vault-bench -->)/

async function writeTable(path: string, lines: string[]): Promise<void> {
  const text = await readFile(path, 'utf8')
  if (!BLOCK.test(text)) throw new Error(`${path} has no place for the table`)
  await writeFile(path, text.replace(BLOCK, `$1${lines.join('\n')}\n$2`))
}

function median(figures: number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return quantile(sorted, 0.5)
}

interface Row {
  name: string
  target: Target
  busy: Load[]
  alone: Load[]
}

/** Measures the rows in turns, so that other load on the machine affects all of them alike. */
async function measureRows(rows: Row[]): Promise<void> {
  for (const { target } of rows) await load(target, CONNECTIONS, LIFE / 2)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { target, busy } of rows) busy.push(await load(target, CONNECTIONS, LIFE))
    for (const { target, alone } of rows) alone.push(await load(target, 1, LIFE / 2))
  }
}

function middle(loads: Load[], field: keyof Load): number {
  return median(loads.map((one) => one[field]))
}

function describeRows(rows: Row[]): string[] {
  const [bare] = rows
  if (!bare) return []
  return rows.map((row) => {
    const perSecond = middle(row.busy, 'perSecond')
    const share = Math.round((100 * perSecond) / middle(bare.busy, 'perSecond'))
    const added = (['p50', 'p99'] as const).map((field) =>
      row === bare ? '' : `${(middle(row.alone, field) - middle(bare.alone, field)).toFixed(2)} ms`,
    )
    return `| ${row.name} | ${Math.round(perSecond)} | ${share} % | ${added.join(' | ')} |`
  })
}

async function describe(name: string, stage: Stage): Promise<string[]> {
  const connects = await measureConnects(stage)
  return [
    `| ${name}: connect flows, mint to grant | ${Math.round(connects)} per second |`,
    await describeMemory(name, stage.use(0, '/large'), stage.vaults[0]?.pid ?? 0),
  ]
}

async function describeMemory(name: string, target: Target, pid: number): Promise<string> {
  return `| ${name}: memory that streaming 200 MB adds | ${await measureMemory(target, pid)} MB |`
}

const [before = 0] = loadavg()
const programs = await findPostgres()
const cluster = programs === null ? null : await startCluster(programs, { durable: true })
const upstream = await startProgram('upstream.ts')
const bare = await startProgram('bare.ts', upstream.url)
const stages: { name: string; stage: Stage }[] = []
try {
  stages.push({ name: 'SQLite', stage: await openStage(upstream.url, null, 1) })
  if (cluster) stages.push({ name: 'PostgreSQL', stage: await openStage(upstream.url, cluster.url, 2) })
  const rows: Row[] = [
    { name: 'bare Hono proxy', target: { url: bare.url, path: '/json', callers: [{}] }, busy: [], alone: [] },
    ...stages.flatMap(({ name, stage }) =>
      ACTORS.map(({ actor, suffix }) => ({
        name: `the vault, ${name}${suffix}`,
        target: stage.use(0, '/json', actor),
        busy: [],
        alone: [],
      })),
    ),
  ]
  await measureRows(rows)
  const large = { url: bare.url, path: '/large', callers: [{}] }
  const others = [await describeMemory('bare Hono proxy', large, bare.pid)]
  for (const { name, stage } of stages) {
    others.push(...(await describe(name, stage)))
    if (stage.vaults.length === 1) continue
    const { refreshes, milliseconds } = await measureStorm(stage)
    others.push(
      `| ${name}: 1000 uses of an expired token at two vaults | ${refreshes} refresh, all answered in ${milliseconds} ms |`,
    )
  }
  const calls = [
    '| | requests per second | of the bare one | added, p50 | added, p99 |',
    '|---|---:|---:|---:|---:|',
    ...describeRows(rows),
  ]
  const how = [
    '',
    `Medians of ${ROUNDS} rounds in turns: ${CONNECTIONS} connections for the throughput, one for the latency. Node ${process.versions.node}, ${cpus().length} cores, which the provider, the load and PostgreSQL share; others kept ${before.toFixed(1)} of them busy when it began.`,
    ...(cluster ? [] : ['', 'No PostgreSQL here.']),
  ]
  const table = [...calls, '', '| | |', '|---|---:|', ...others, ...how]
  process.stdout.write(`${table.join('\n')}\n`)
  await writeTable(README, table)
  await writeTable(ROOT_README, [...calls, ...how])
} finally {
  for (const { stage } of stages) await stage.stop()
  await bare.stop()
  await upstream.stop()
  await cluster?.stop()
}
