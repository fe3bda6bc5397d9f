// Measures the memory of a vault and of a bare proxy, in turns, under the same load:
// `pnpm bench memory [--seconds 300]`.
import { parseArgs } from 'node:util'
import { HEADER } from '@alter/protocol'
import { request } from 'undici'
import { load, type Target } from './load.ts'
import { memoryOf } from './measure.ts'
import { openStage, startProgram } from './stage.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } } })
const CONNECTIONS = 16
/** Callers that connect and are refused, while others use their grants. */
const OTHERS = 4
/** How long one turn lasts. Seconds. */
const TURN = 5
const TURNS = Math.ceil(Number(values.seconds) / TURN)
/** Rows that the table shows at most. */
const ROWS = 20
/** The command fails when the vault holds more than this many times the memory of the bare proxy. */
const MOST = 2

/** Connects new users and provokes refusals until the moment given. */
async function others(target: Target, connect: () => Promise<void>, until: number): Promise<void> {
  const [headers = {}] = target.callers
  const refused = { ...headers, [HEADER.url]: 'https://evil.example/' }
  const stranger = { ...headers, [HEADER.userToken]: 'nobody' }
  while (performance.now() < until) {
    await connect()
    for (const each of [refused, stranger]) {
      const { body } = await request(target.url + target.path, { headers: each })
      await body.dump()
    }
  }
}

const upstream = await startProgram('upstream.ts')
const bare = await startProgram('bare.ts', upstream.url)
const stage = await openStage(upstream.url, null, 1)
try {
  const vault = stage.use(0, '/json')
  const bareTarget: Target = { url: bare.url, path: '/json', callers: [{}] }
  const pids = { vault: stage.vaults[0]?.pid ?? 0, bare: bare.pid }
  let connects = 0
  function connect(): Promise<void> {
    return stage.connect(`newcomer-${(connects += 1)}`)
  }
  async function tell(turn: number): Promise<number> {
    const [ofVault, ofBare] = [await memoryOf(pids.vault, 'VmRSS'), await memoryOf(pids.bare, 'VmRSS')]
    const ratio = ofVault / ofBare
    if (turn % Math.ceil(TURNS / ROWS) === 0 || turn === TURNS) {
      const figures = [`${turn * TURN} s`, `vault ${ofVault} MB`, `bare ${ofBare} MB`, ratio.toFixed(2)]
      process.stdout.write(`${figures.map((figure) => figure.padStart(14)).join('')}\n`)
    }
    return ratio
  }
  let ratio = await tell(0)
  for (let turn = 1; turn <= TURNS; turn += 1) {
    await load(bareTarget, CONNECTIONS, TURN * 1000)
    const until = performance.now() + TURN * 1000
    const beside = Array.from({ length: OTHERS }, () => others(vault, connect, until))
    await Promise.all([load(vault, CONNECTIONS, TURN * 1000), ...beside])
    ratio = await tell(turn)
  }
  process.stdout.write(
    `${connects} accounts were connected. The vault holds ${ratio.toFixed(2)} times the bare proxy's memory.\n`,
  )
  if (ratio > MOST) process.exitCode = 1
} finally {
  await stage.stop()
  await bare.stop()
  await upstream.stop()
}
