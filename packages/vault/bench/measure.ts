import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'undici'
import type { Target } from './load.ts'
import type { Stage } from './stage.ts'

const FLOWS = 200
const AT_ONCE = 4

/** Flows per second. Each flow has a new user, because the number of sessions per user is limited. */
export async function measureConnects(stage: Stage): Promise<number> {
  const newcomers = randomBytes(4).toString('hex')
  let left = FLOWS
  const start = performance.now()
  async function worker(): Promise<void> {
    while (left > 0) {
      left -= 1
      await stage.connect(`${newcomers}-${left}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return (1000 * FLOWS) / (performance.now() - start)
}

/** How much a 200 MB answer raises the peak memory of a process. Megabytes. */
export async function measureMemory(target: Target, pid: number): Promise<number> {
  const before = await memoryOf(pid, 'VmRSS')
  let size = 0
  for await (const chunk of (await ask(target)).body) size += Buffer.byteLength(chunk)
  if (size !== 200 * 1024 * 1024) throw new Error(`only ${size} bytes came`)
  return Math.max(0, (await memoryOf(pid, 'VmHWM')) - before)
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export async function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const [, kilobytes = '0'] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status) ?? []
  return Math.round(Number(kilobytes) / 1024)
}

/** Uses an expired token a thousand times, at two vaults in turns. */
export async function measureStorm(stage: Stage): Promise<{ refreshes: number; milliseconds: number }> {
  const { system } = stage
  await system.changeGrants('update grants set access_expires_at = 0, refresh_at = 0')
  const start = performance.now()
  await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => (await ask(stage.use(index % 2, '/json'))).body.dump()),
  )
  const milliseconds = Math.round(performance.now() - start)
  await stage.backend.grants()
  const rows = await system.database("select id from audit where action = 'refresh'")
  return { refreshes: rows.length, milliseconds }
}

async function ask({ url, path, callers: [headers = {}] }: Target) {
  const answer = await request(url + path, { headers })
  if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`)
  return answer
}
