// Watches the heap of a vault over connects, uses, refusals and failures:
// `pnpm bench soak [--rounds 50000] [--out heap.txt]`.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startSoak } from '../test/soak.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '50000' }, out: { type: 'string' } },
})
const ROUNDS = Number(values.rounds)
const LOOKS = 25
/** Enough users that none of them reaches the limit of sessions. */
const USERS = Math.max(20, Math.ceil(ROUNDS / 50))
/** Heap that one round may leave behind. Bytes. */
const MOST_LEFT = 100
const WIDTH = 60

const soak = await startSoak(USERS, { postgres: null })
try {
  const heaps: { round: number; heap: number }[] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    if (round % Math.ceil(ROUNDS / LOOKS) === 0) heaps.push({ round, heap: await soak.heap() })
    await soak.round()
  }
  const most = Math.max(...heaps.map(({ heap }) => heap))
  const curve = heaps.map(({ round, heap }) => {
    const bar = '#'.repeat(Math.round((WIDTH * heap) / most))
    return `${String(round).padStart(7)} ${(heap / 1024 / 1024).toFixed(1).padStart(7)} MB ${bar}`
  })
  const half = heaps[Math.floor(heaps.length / 2)]
  const last = heaps.at(-1)
  const left = half && last ? (last.heap - half.heap) / (last.round - half.round) : Number.NaN
  const caches = Object.entries(await soak.caches()).map(([name, size]) => `${name} ${size}`)
  const text = [
    ...curve,
    '',
    `In the second half a round left ${Math.round(left)} bytes behind.`,
    caches.join(', '),
  ].join('\n')
  process.stdout.write(`${text}\n`)
  if (values.out !== undefined) await writeFile(values.out, `${text}\n`)
  if (!(left < MOST_LEFT)) process.exitCode = 1
} finally {
  await soak.close()
}
